package io.aiodiskdb.stress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.DbEventListener;
import io.aiodiskdb.event.Started;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.event.Written;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes what {@code Written} events tell to be durable. Thread-safe.
 *
 * <p>An event comes later than what it tells of. After a right trim the same positions belong to other items, so the trim
 * counts as done only when its own event has come: all that concerned the old items has come before it.
 */
final class WrittenEvents implements DbEventListener {

    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final AckLog log;
    private final IntSupplier session;

    @GuardedBy("this")
    private boolean muted;

    @GuardedBy("this")
    private @Nullable Trimmed lastTrim;

    WrittenEvents(AckLog log, IntSupplier session) {
        this.log = log;
        this.session = session;
    }

    @Override
    public synchronized void onEvent(DbEvent event) {
        if (event instanceof Written written && !muted) {
            log.append(new LogLine.WrittenTo(session.getAsInt(), written.index(), written.position() + written.size()));
        } else if (event instanceof Trimmed trimmed) {
            lastTrim = trimmed;
            notifyAll();
        } else if (event instanceof Started) {
            muted = false;
        }
    }

    /** Notes nothing more until the store has been opened again. */
    synchronized void mute() {
        muted = true;
    }

    /** Waits for the event of a trim; if it does not come, events are not relied on any more. */
    synchronized void awaitTrim(Pruning pruning) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (!isEventOf(pruning)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    muted = true;
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            lastTrim = null;
        } catch (InterruptedException e) {
            muted = true;
            Thread.currentThread().interrupt();
        }
    }

    @GuardedBy("this")
    private boolean isEventOf(Pruning pruning) {
        Trimmed trim = lastTrim;
        return trim != null
                && trim.side() == Trimmed.Side.RIGHT
                && trim.index() == pruning.index()
                && trim.position() == pruning.position();
    }
}
