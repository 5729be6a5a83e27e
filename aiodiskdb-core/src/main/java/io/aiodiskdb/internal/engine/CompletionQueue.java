package io.aiodiskdb.internal.engine;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs code of the user that depends on futures, in order, on one thread; and on another one where that one is stuck.
 *
 * <p>A dependent that blocks, perhaps on another future of the same database, would hold up all that come after it, and the
 * one it waits for may be among them. So if nothing has been taken off the queue for a while, another thread goes on; the
 * first ends when it comes back. The threads end when there is nothing to do. Thread-safe.
 */
final class CompletionQueue implements Executor {

    private static final Logger log = LoggerFactory.getLogger(CompletionQueue.class);

    private static final int MOST_WORKERS = 256;
    private static final long STUCK_NANOS = 10_000_000;
    private static final long IDLE_NANOS = 5_000_000_000L;

    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    // All of the following is guarded by the lock.

    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private int workers;
    private int idle;
    private long taken;
    private boolean watching;

    CompletionQueue(ThreadFactory threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            queue.add(task);
            if (idle > 0) {
                added.signal();
            } else if (workers == 0) {
                startWorker();
            }
            // Also behind a signal: the worker that it wakes may take another task first, and be stuck in that.
            if (!watching) {
                watch();
            }
        } finally {
            lock.unlock();
        }
    }

    private void startWorker() {
        threads.newThread(this::work).start();
        workers++; // a thread that cannot be started is not counted; it waits for the lock before it looks
    }

    private void watch() {
        watching = true;
        long takenBefore = taken;
        // Runs on the JDK's own timer thread, which look() does not hold up.
        CompletableFuture.delayedExecutor(STUCK_NANOS, TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> look(takenBefore));
    }

    private void look(long takenBefore) {
        lock.lock();
        try {
            watching = false;
            if (queue.isEmpty()) {
                return;
            }
            if (taken == takenBefore && idle == 0 && workers < MOST_WORKERS) {
                startWorker();
            }
            watch();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        Runnable task = take(false);
        while (task != null) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                // Futures catch what their dependents throw, so this is a fault of the library or of the JVM.
                log.error("A completion failed", e);
            }
            task = take(true);
        }
    }

    private @Nullable Runnable take(boolean notTheFirst) {
        lock.lock();
        try {
            long patience = IDLE_NANOS;
            while (queue.isEmpty() && patience > 0 && (workers == 1 || !notTheFirst)) {
                idle++;
                try {
                    patience = added.awaitNanos(patience);
                } catch (InterruptedException e) {
                    patience =
                            0; // nobody but a dependent can have set the flag: the thread ends, another one will start
                } finally {
                    idle--;
                }
            }
            boolean needless = notTheFirst && workers > 1;
            Runnable task = needless ? null : queue.poll();
            if (task == null) {
                workers--;
                if (workers == 0 && !queue.isEmpty()) {
                    startWorker();
                }
            } else {
                taken++;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }
}
