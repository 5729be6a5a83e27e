package io.aiodiskdb;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.StorageCall;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** Lets calls of a simulated disk fail or wait, as long as a test wants it. Thread-safe. */
final class Faults implements FaultInjector {

    private static final int PATIENCE_SECONDS = 30;

    private volatile Predicate<StorageCall> failing = call -> false;
    private volatile Hold hold = new Hold(call -> false);

    @Override
    public int before(StorageCall call) throws IOException {
        hold.pass(call);
        if (failing.test(call)) {
            throw new IOException("injected failure of call " + call);
        }
        return ALL;
    }

    /** Lets calls fail from now on. */
    void fail(Predicate<StorageCall> picked) {
        failing = picked;
    }

    /** Lets no call fail any more. */
    void heal() {
        failing = call -> false;
    }

    /** Lets calls wait from now on. */
    Hold hold(Predicate<StorageCall> picked) {
        hold = new Hold(picked);
        return hold;
    }

    /** Calls that wait until this is closed. */
    static final class Hold implements AutoCloseable {

        private final Predicate<StorageCall> picked;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Hold(Predicate<StorageCall> picked) {
            this.picked = picked;
        }

        private void pass(StorageCall call) {
            if (picked.test(call)) {
                reached.countDown();
                await(released);
            }
        }

        /** Waits until a call waits. */
        void awaitReached() {
            await(reached);
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(PATIENCE_SECONDS, SECONDS)) {
                    throw new AssertionError("nobody has come");
                }
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while waiting", e);
            }
        }

        /** Lets the calls go on. */
        void release() {
            released.countDown();
        }

        @Override
        public void close() {
            release();
        }
    }
}
