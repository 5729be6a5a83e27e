package io.aiodiskdb.internal.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Platform threads, started when they are needed. All are daemons: a program that forgets to close its database can end.
 */
final class NioThreads implements EngineThreads {

    private static final int FORCERS = 8;
    private static final int MOST_WAITING_READS = 1 << 20;
    private static final long KEEP_ALIVE_SECONDS = 10;

    private final String name;
    private final ExecutorService committer;
    private final ExecutorService forces;
    private final ExecutorService readers;
    private final ExecutorService events;
    private final ScheduledThreadPoolExecutor timer;

    NioThreads(String name, int readers) {
        this.name = name;
        this.committer = pool("committer", 1, Integer.MAX_VALUE);
        this.forces = pool("force", FORCERS, Integer.MAX_VALUE);
        this.readers = pool("reader", readers, MOST_WAITING_READS);
        this.events = pool("events", 1, Integer.MAX_VALUE);
        this.timer = new ScheduledThreadPoolExecutor(1, factory("timer"));
        this.timer.setRemoveOnCancelPolicy(true);
        this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private ExecutorService pool(String role, int threads, int mostWaiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(mostWaiting),
                factory(role));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private ThreadFactory factory(String role) {
        return daemons(name, role);
    }

    /** Names threads after the database and what they do. */
    static ThreadFactory daemons(String database, String role) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "aiodiskdb-" + database + "-" + role + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public Executor committer() {
        return committer;
    }

    @Override
    public Executor forces() {
        return forces;
    }

    @Override
    public Executor readers() {
        return readers;
    }

    @Override
    public Executor events() {
        return events;
    }

    @Override
    public Timer timer() {
        return this::scheduleIfOpen;
    }

    private Runnable scheduleIfOpen(Runnable task, long delayNanos) {
        try {
            return cancelling(timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            if (timer.isShutdown()) {
                return () -> {}; // the database has been stopped, and with it all that was planned
            }
            throw e;
        }
    }

    private static Runnable cancelling(Future<?> planned) {
        return () -> planned.cancel(false);
    }

    @Override
    public void close() {
        timer.shutdown();
        readers.shutdown();
        events.shutdown();
        forces.shutdown();
        committer.shutdown();
    }
}
