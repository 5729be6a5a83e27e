package io.aiodiskdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that begin at the same instant; the first failure of any of them is that of the test. */
final class Crew {

    private final List<Task> tasks = new ArrayList<>();
    private final List<Task> companions = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private long patienceSeconds = 120;
    private volatile boolean over;

    /** What a thread does. */
    interface Task {
        void run() throws Exception;
    }

    /** Sets how long the threads may take. */
    Crew within(long seconds) {
        patienceSeconds = seconds;
        return this;
    }

    /** Adds a thread that runs to its end. */
    Crew add(Task task) {
        tasks.add(task);
        return this;
    }

    /** Adds threads that run to their ends. */
    Crew add(int count, java.util.function.IntFunction<Task> task) {
        for (int number = 0; number < count; number++) {
            tasks.add(task.apply(number));
        }
        return this;
    }

    /** Adds threads that repeat what they do until the others are done. */
    Crew accompany(int count, java.util.function.IntFunction<Task> task) {
        for (int number = 0; number < count; number++) {
            companions.add(task.apply(number));
        }
        return this;
    }

    /** {@return whether the work is done, or has failed} */
    boolean isOver() {
        return over || failure.get() != null;
    }

    void run() throws InterruptedException {
        CyclicBarrier barrier = new CyclicBarrier(tasks.size() + companions.size());
        List<Thread> workers = new ArrayList<>();
        List<Thread> all = new ArrayList<>();
        for (Task task : tasks) {
            workers.add(thread(barrier, task));
        }
        all.addAll(workers);
        for (Task task : companions) {
            all.add(thread(barrier, () -> {
                do {
                    task.run();
                } while (!isOver());
            }));
        }
        all.forEach(Thread::start);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(patienceSeconds);
        try {
            join(workers, until);
        } finally {
            over = true;
        }
        join(all, until);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new AssertionError("a thread has failed: " + failed, failed);
        }
    }

    private Thread thread(CyclicBarrier barrier, Task task) {
        Thread thread = new Thread(() -> {
            try {
                barrier.await();
                task.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    private void join(List<Thread> threads, long until) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
            if (thread.isAlive()) {
                AssertionError stuck =
                        new AssertionError("a thread is not done after " + patienceSeconds + " s", failure.get());
                stuck.setStackTrace(thread.getStackTrace());
                throw stuck;
            }
        }
    }
}
