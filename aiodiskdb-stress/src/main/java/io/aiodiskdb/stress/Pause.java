package io.aiodiskdb.stress;

import java.util.concurrent.locks.LockSupport;

/** Waiting for nothing but time, for a load that is to be no faster. */
final class Pause {

    private Pause() {}

    /** Waits; {@code parkNanos} alone may return at once, as after an operation that has unparked this thread before. */
    static void nanos(long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !Thread.currentThread().isInterrupted(); ) {
            LockSupport.parkNanos(left);
            left = deadline - System.nanoTime();
        }
    }
}
