package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.internal.io.ForceFailedException;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one that writes: flushes buffers when they are to be flushed, and does jobs in the order in which they came. Everything
 * that it calls is confined to it; handing it work is thread-safe and does not block.
 *
 * <h2>When the disk does not do it</h2>
 *
 * <ul>
 *   <li>A force fails, or something unforeseen happens: the database has failed. Nothing is written any more.
 *   <li>Any other call fails: nothing of the group was acknowledged. It is rolled back as a recovery would do it, and tried
 *       again after a while, again and again; what is buffered stays buffered.
 * </ul>
 */
final class Committer {

    private static final Logger log = LoggerFactory.getLogger(Committer.class);

    private static final int MOST_JOBS = 10_000;
    private static final long FIRST_RETRY_NANOS = 50_000_000;
    private static final long LAST_RETRY_NANOS = 1_000_000_000;

    private final Executor executor;
    private final Timer timer;
    private final EngineContext context;
    private final Writers writers;
    private final Health health;
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>(MOST_JOBS);

    /** What is done before anything else, and even if writing is over: a stop, memory that is missing, a force that has failed elsewhere. A few at most. */
    private final ConcurrentLinkedQueue<Runnable> orders = new ConcurrentLinkedQueue<>();

    /**
     * Whether somebody is at work, or the executor has a task to be. Whoever sets it is the committer until he resets it: a
     * task of the executor, or a thread that does what it waits for.
     */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Whether a retry is planned, so that nothing else is tried. Written by the committer, and by the timer to end it. */
    private volatile boolean retryPlanned;

    /** Why nothing is done any more: the database has been stopped. Written once, by the committer. */
    private volatile @Nullable AioDiskDbException closed;

    /** Confined to the committer. */
    private long retryNanos = FIRST_RETRY_NANOS;

    Committer(EngineThreads threads, EngineContext context, Writers writers, Health health) {
        this.executor = threads.committer();
        this.timer = threads.timer();
        this.context = context;
        this.writers = writers;
        this.health = health;
    }

    /** Who is told how the disk does. */
    interface Health {

        /** {@return whether writing is over: it has failed} */
        boolean hasFailed();

        /** The disk takes nothing now. */
        void degraded(IOException cause);

        /** The disk takes something again. */
        void recovered();

        /** Writing is over. */
        void failed(Throwable cause);

        /** {@return why writing is over} */
        StorageFailedException failure();
    }

    Writers writers() {
        return writers;
    }

    /** Lets the committer look whether there is something to do. */
    void wake() {
        if (closed == null && !scheduled.get() && !scheduled.getAndSet(true)) {
            schedule();
        }
    }

    private void schedule() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            log.debug("Stopped at this moment", e); // whoever has given a job is told by submit
        } catch (OutOfMemoryError | StackOverflowError e) {
            // What is to be done is noted, so nobody is told that it has failed.
            scheduled.set(false);
            timer.schedule(this::wake, FIRST_RETRY_NANOS);
            log.warn("Cannot start a thread now; it is tried again", e);
        }
    }

    /**
     * Does for the calling thread, on the calling thread, what it is going to wait for, if that suits and nobody else is at
     * work; otherwise like {@link #wake()}. May block as long as a force does.
     */
    void wakeOrWork() {
        if (closed != null || scheduled.get() || scheduled.getAndSet(true)) {
            return; // whoever is at work looks by himself when he is done
        }
        boolean suits = false;
        try {
            suits = jobs.isEmpty() && orders.isEmpty() && writers.flusher().suitsCaller();
            if (suits) {
                writeAhead();
            }
        } finally {
            scheduled.set(false);
        }
        if (!suits || hasWork()) {
            wake();
        }
    }

    private void writeAhead() {
        if (!canFlush()) {
            return;
        }
        try {
            if (writers.flusher().writeAhead()) {
                healthy();
            }
        } catch (StackOverflowError ignored) {
            // The caller's stack is at its end, which is no reason to fail; what has been begun is left to the
            // committer.
        } catch (IOException | RuntimeException | Error e) {
            flushFailed(e);
        }
    }

    /**
     * Does something when whoever is at work has done what he is doing.
     *
     * @param order what to do, on the committer's thread; it deals with whatever it may throw
     */
    void execute(Runnable order) {
        orders.add(order);
        wake();
    }

    /** Gives the committer a job. */
    void submit(Job job) {
        if (!jobs.offer(job)) {
            job.failed(new AddTimeoutException(
                    MOST_JOBS + " transactions and prunings wait already; wait for earlier ones before further ones"));
            return;
        }
        wake();
        AioDiskDbException reason = closed;
        if (reason != null) {
            failAll(reason); // it came too late to be seen by close
        }
    }

    /** Does the jobs that came before the stop; on the committer's thread. */
    void finishJobs() {
        while (runJob()) {
            // each is told by itself how it went
        }
    }

    /** Plans a retry: a stop has failed, and the database goes on. */
    void retryLater() {
        if (!retryPlanned) {
            retryPlanned = true;
            timer.schedule(this::retry, retryNanos);
        }
    }

    /** Does nothing any more, and fails the jobs that are left; on the committer's thread. */
    void close(AioDiskDbException reason) {
        closed = reason;
        failAll(reason);
    }

    private void failAll(AioDiskDbException reason) {
        for (Job job = jobs.poll(); job != null; job = jobs.poll()) {
            job.failed(reason);
        }
    }

    private void run() {
        do {
            try {
                boolean more = true;
                while (more) {
                    // one after the other, so that neither starves
                    more = runOrder();
                    more |= runJob();
                    more |= flush();
                }
            } finally {
                scheduled.set(false); // whatever has happened: a stop, at least, must get its turn
            }
        } while (hasWork() && !scheduled.getAndSet(true));
    }

    private boolean hasWork() {
        return closed == null && (!orders.isEmpty() || hasSomethingToDo());
    }

    private boolean hasSomethingToDo() {
        return !jobs.isEmpty()
                || (!retryPlanned && !health.hasFailed() && writers.flusher().hasWork());
    }

    private boolean runOrder() {
        Runnable order = orders.poll();
        if (order == null) {
            return false;
        }
        order.run();
        return true;
    }

    private boolean runJob() {
        Job job = closed == null ? jobs.poll() : null;
        if (job == null) {
            return false;
        }
        if (health.hasFailed()) {
            job.failed(health.failure());
            return true;
        }
        try {
            writers.ensureWritable();
            job.run();
            tellHealth(job);
            job.done();
        } catch (AioDiskDbException e) {
            job.failed(e);
        } catch (ForceFailedException | RuntimeException | Error e) {
            health.failed(e);
            job.failed(health.failure());
        } catch (IOException e) {
            rollBack();
            if (health.hasFailed()) {
                job.failed(health.failure());
                return true;
            }
            unhealthy(e);
            job.failed(new StorageFullException("the storage does not take it: " + e.getMessage(), e));
        }
        return true;
    }

    private void tellHealth(Job done) {
        IOException unfinished = writers.segments().unfinished();
        if (unfinished != null) {
            unhealthy(unfinished);
        } else if (done.hasWritten() || !writers.slots().hasFlushToDo()) {
            healthy();
        }
    }

    /** Nobody is told that it has failed while a crash could still bring it back, unless the disk takes not even that. */
    private void rollBack() {
        try {
            writers.rollBack();
        } catch (ForceFailedException | RuntimeException | Error e) {
            health.failed(e);
        }
    }

    private boolean flush() {
        if (!canFlush()) {
            return false;
        }
        try {
            writers.ensureWritable();
            boolean flushed = writers.flusher().flush(false);
            healthy();
            return flushed;
        } catch (IOException | RuntimeException | Error e) {
            flushFailed(e);
            return false;
        }
    }

    private boolean canFlush() {
        return closed == null
                && !retryPlanned
                && !health.hasFailed()
                && writers.flusher().hasWork();
    }

    private void flushFailed(Throwable cause) {
        if (cause instanceof IOException e && !(cause instanceof ForceFailedException)) {
            unhealthy(e);
        } else {
            health.failed(cause);
        }
    }

    private void healthy() {
        retryNanos = FIRST_RETRY_NANOS;
        health.recovered();
    }

    /** Plans to try again. Those who have waited for too long are told; what they wait for stays buffered. */
    private void unhealthy(IOException cause) {
        if (retryNanos == FIRST_RETRY_NANOS) {
            log.warn("The storage does not take what is to be written; it is tried again until it does", cause);
        } else {
            log.debug("The storage still does not take what is to be written", cause);
        }
        context.counters().failures.increment();
        health.degraded(cause);
        writers.slots()
                .expireDurability(
                        context.nanoTime(),
                        new StorageFullException(
                                "not durable yet, because the storage does not take it; it stays buffered and is tried again: "
                                        + cause.getMessage(),
                                cause));
        if (!retryPlanned) {
            retryPlanned = true;
            timer.schedule(this::retry, retryNanos);
            retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
        }
    }

    private void retry() {
        retryPlanned = false;
        submit(new Retry());
    }

    /** Rolls back what has failed, even if there is nothing to be flushed; the flush follows. */
    private static final class Retry implements Job {
        @Override
        public void run() {}

        @Override
        public void done() {}

        /** That the rollback has worked says nothing: it needs no room. */
        @Override
        public boolean hasWritten() {
            return false;
        }

        @Override
        public void failed(AioDiskDbException reason) {}
    }
}
