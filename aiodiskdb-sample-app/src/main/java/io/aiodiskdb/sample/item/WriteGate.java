package io.aiodiskdb.sample.item;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.sample.web.BusyException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lets writes through side by side, and a pruning only alone. Thread-safe.
 *
 * <p>A pruning may free positions that the next write takes again. What the archive knows of the pruned documents has to be
 * changed before that, so nothing is written from the first moment of a pruning until then. A pass belongs to no thread: a
 * write is ended by the thread that completes it. First come, first served.
 */
@Component
public final class WriteGate {

    /** So many writes at a time that none ever waits for another. */
    private static final int ALL = 100_000;

    private final Semaphore passes = new Semaphore(ALL, true);
    private final Duration patience;

    /** Why nothing passes any more, or null; volatile because every thread looks at it without a lock. */
    private volatile @Nullable String sealed;

    WriteGate(AioDiskDb database) {
        this.patience = database.config().timeout();
    }

    /**
     * Begins a write; blocks while something is pruned, but not longer than an add waits for room.
     *
     * @return to be closed when the write, and what belongs to it, has come to its end
     * @throws BusyException if the wait was too long, or the gate is sealed
     */
    public Pass enter() {
        return enter(1);
    }

    /**
     * Does a write that has ended when the method returns; see {@link #enter()}.
     *
     * @param write what to do
     * @param <T> type of its result
     * @return its result
     * @throws BusyException as that does
     */
    public <T> T writing(Supplier<T> write) {
        return passing(1, write);
    }

    /**
     * Waits until no write is in progress, and keeps others out while something is done.
     *
     * @param pruning what to do
     * @param <T> type of its result
     * @return its result
     * @throws BusyException if the wait was too long, or the gate is sealed
     */
    public <T> T alone(Supplier<T> pruning) {
        return passing(ALL, pruning);
    }

    private <T> T passing(int permits, Supplier<T> action) {
        Pass pass = enter(permits);
        try {
            return action.get();
        } finally {
            pass.close();
        }
    }

    /**
     * Refuses every write from now on, until the application is started again.
     *
     * @param reason for the clients
     */
    public void seal(String reason) {
        sealed = reason;
    }

    private Pass enter(int permits) {
        try {
            if (!passes.tryAcquire(permits, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BusyException("Something is being pruned, or written, for too long. Try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException("The application is stopping. Try again.");
        }
        String reason = sealed;
        if (reason != null) {
            passes.release(permits);
            throw new BusyException(reason);
        }
        return new Pass(permits);
    }

    /** The right to write. Any thread may close it; a second time has no effect. */
    public final class Pass {

        private final int permits;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Pass(int permits) {
            this.permits = permits;
        }

        /** Ends the write. */
        public void close() {
            if (closed.compareAndSet(false, true)) {
                passes.release(permits);
            }
        }
    }
}
