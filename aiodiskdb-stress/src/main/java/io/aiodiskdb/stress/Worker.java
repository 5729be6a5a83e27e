package io.aiodiskdb.stress;

import io.aiodiskdb.error.AioDiskDbException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A thread of the load: one operation after the other, each with the gate held. Confined to its thread. */
abstract class Worker {

    private static final long AFTER_REFUSAL_NANOS = 20_000_000;

    private final Load load;

    Worker(Load load) {
        this.load = load;
    }

    final Load load() {
        return load;
    }

    /** Does one operation, and notes its outcome in the log. */
    abstract void step(SplittableRandom random);

    /** {@return nanoseconds to wait after an operation} */
    long pauseNanos(SplittableRandom random) {
        long rate = load.settings().rate;
        return rate == Long.MAX_VALUE ? 0 : 1_000_000_000L * load.settings().threads() / rate;
    }

    final void run(SplittableRandom random) {
        while (!load.hasEnded()) {
            long pause = stepWithGate(random) ? pauseNanos(random) : AFTER_REFUSAL_NANOS;
            if (pause > 0) {
                Pause.nanos(pause);
            }
        }
    }

    private boolean stepWithGate(SplittableRandom random) {
        load.gate().readLock().lock();
        try {
            if (load.hasEnded()) {
                return false; // while this thread waited for the gate; a pruning may have been left open
            }
            step(random);
            load.count();
            return true;
        } catch (AioDiskDbException e) {
            load.countRefusal();
            return false;
        } catch (OutOfMemoryError e) {
            // Wanted, where memory is limited. Whatever the operation did, the log does not say that it was
            // acknowledged.
            load.countRefusal();
            return false;
        } catch (RuntimeException e) {
            load.violation("unexpected " + e + " in " + getClass().getSimpleName());
            return false;
        } finally {
            load.gate().readLock().unlock();
        }
    }

    /** Waits for a future as the blocking view does: what it failed with is thrown as it is. */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AioDiskDbException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
