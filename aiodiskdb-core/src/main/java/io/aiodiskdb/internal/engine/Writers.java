package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.segment.SegmentSet;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Buffers and segments in the hands of the one thread that may write: the committer. */
final class Writers {

    private static final Logger log = LoggerFactory.getLogger(Writers.class);

    private final BufferSlots slots;
    private final SegmentSet segments;
    private final Flusher flusher;

    Writers(BufferSlots slots, SegmentSet segments, Flusher flusher) {
        this.slots = slots;
        this.segments = segments;
        this.flusher = flusher;
    }

    /** Work on the segments. */
    interface Work {
        void run() throws IOException;
    }

    SegmentSet segments() {
        return segments;
    }

    BufferSlots slots() {
        return slots;
    }

    Flusher flusher() {
        return flusher;
    }

    /**
     * Rolls back what a failed write has left, if the disk takes that: before anybody gets a place that a crash might give to
     * what has failed.
     *
     * @throws ForceFailedException if a force has failed
     */
    void rollBack() throws ForceFailedException {
        try {
            ensureWritable();
        } catch (ForceFailedException e) {
            throw e;
        } catch (IOException e) {
            log.debug("The rollback is tried again with what is to be written next", e);
        }
    }

    /** Rolls back what a failed write has left, if it has. */
    void ensureWritable() throws IOException {
        if (!segments.isWritable()) {
            segments.recover();
        }
    }

    /**
     * Persists what is buffered and works on the segments while adds wait, so that the work may move where they go.
     *
     * <p>After a failed force the adds go on waiting, until the committer refuses them: what was to be forced may be on the
     * disk, and nobody may be given a place in it.
     */
    void whileFlushed(Work work) throws IOException {
        whilePaused(() -> {
            flusher.flushAll();
            work.run();
        });
    }

    /** The same without persisting what is buffered; the work sees to it that it comes first. */
    void whilePaused(Work work) throws IOException {
        slots.pause();
        boolean resume = false;
        try {
            work.run();
            resume = true;
        } catch (ForceFailedException e) {
            throw e;
        } catch (IOException e) {
            rollBack();
            resume = true;
            throw e;
        } catch (AioDiskDbException e) {
            resume = true;
            throw e;
        } finally {
            if (resume) {
                SegmentSet.Position next = segments.next();
                slots.resume(next.index(), next.position());
            }
        }
    }
}
