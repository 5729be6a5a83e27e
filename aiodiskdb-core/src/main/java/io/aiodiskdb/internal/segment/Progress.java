package io.aiodiskdb.internal.segment;

import io.aiodiskdb.model.VerificationProgress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells somebody how far a verification has got. Used by one thread. */
final class Progress {

    private static final Logger log = LoggerFactory.getLogger(Progress.class);

    private static final long STEP = 1 << 20;

    private final SegmentFigures figures;
    private final Consumer<VerificationProgress> listener;
    private long indexStart;
    private long done;
    private long told = -STEP;
    private boolean listening = true;

    Progress(SegmentFigures figures, Consumer<VerificationProgress> listener) {
        this.figures = figures;
        this.listener = listener;
    }

    /** An index is begun, perhaps once more. */
    void begin(int index) {
        done = indexStart;
        tell(index);
    }

    /** Some bytes of the index have been checked. */
    void add(int index, long bytes) {
        done += bytes;
        if (done - told >= STEP) {
            tell(index);
        }
    }

    /** An index has been checked. */
    void end(int index, long bytes) {
        indexStart += bytes;
        done = indexStart;
        tell(index);
    }

    private void tell(int index) {
        told = done;
        if (!listening) {
            return;
        }
        try {
            listener.accept(new VerificationProgress(index, done, Math.max(done, figures.bytes())));
        } catch (RuntimeException e) {
            listening = false;
            log.error("A listener to the progress of a verification failed; it is not told any more", e);
        }
    }
}
