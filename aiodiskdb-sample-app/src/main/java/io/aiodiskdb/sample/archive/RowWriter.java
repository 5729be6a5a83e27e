package io.aiodiskdb.sample.archive;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Writes the rows of pending documents, many in a transaction, as soon as their items are on stable storage; never before,
 * so that no row points to a missing item. Thread-safe.
 *
 * <p>Where the table cannot be written, it is tried again, for as long as the application runs and a while longer. A document
 * that gets no row in the end is named in the log.
 */
@Component
class RowWriter implements DisposableBean {

    private static final int MAX_BATCH = 500;
    private static final long RETRY_MILLIS = 500;

    private static final Logger log = LoggerFactory.getLogger(RowWriter.class);

    private final AioDiskDb database;
    private final PendingDocuments pending;
    private final DocumentRows rows;
    private final PersistenceWatch watch;
    private final DocumentStages stages;
    private final Semaphore wakes = new Semaphore(0);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "archive-rows");

    RowWriter(
            AioDiskDb database,
            PendingDocuments pending,
            DocumentRows rows,
            PersistenceWatch watch,
            DocumentStages stages) {
        this.database = database;
        this.pending = pending;
        this.rows = rows;
        this.watch = watch;
        this.stages = stages;
        thread.setDaemon(true);
    }

    /** Begins to write; a second time has no effect. */
    void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    /** Takes a document, for which a place has been reserved. Does not block. */
    void take(PendingDocument document) {
        pending.put(document);
        CompletableFuture<Void> unused = document.durable().whenComplete((nothing, failure) -> wakes.release());
    }

    /**
     * Gets everything that is pending onto the disk, and writes the rows; blocks.
     *
     * @param patience how long to wait for items that are not durable yet, and for a table that cannot be written
     * @return whether nothing is pending any more
     */
    boolean drain(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        flush();
        do {
            pending.snapshot().forEach(each -> awaitEnd(each.durable(), deadline));
            try {
                writeDue();
            } catch (RuntimeException e) {
                log.warn("Could not write the rows of {} documents", pending.size(), e);
            }
        } while (pending.size() > 0 && deadline - System.nanoTime() > 0 && !pause());
        return pending.size() == 0;
    }

    private void flush() {
        try {
            database.blocking().flush();
        } catch (AioDiskDbException e) {
            log.warn("The store could not be flushed", e);
        }
    }

    private static void awaitEnd(CompletableFuture<Void> durable, long deadline) {
        try {
            durable.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Not durable", e); // looked at again by due()
        }
    }

    /** Ends the thread, without an interrupt: that would close the file of the table if it struck a write. */
    @Override
    public void destroy() throws InterruptedException {
        stop.countDown();
        wakes.release();
        thread.join();
        awaitStop();
        writeLast();
        pending.snapshot().forEach(left -> giveUp(left, "The application was stopped before.", null));
    }

    /** Usually the store has stopped by now. A stop that is still going on tries for no longer than the store's timeout. */
    private void awaitStop() {
        long deadline = System.nanoTime() + database.config().timeout().toNanos();
        for (PendingDocument each : pending.snapshot()) {
            if (database.state() == DbState.STOPPING) {
                awaitEnd(each.durable(), deadline);
            }
        }
    }

    /** What the store could flush, it has. */
    private void writeLast() {
        try {
            writeDue();
        } catch (RuntimeException e) {
            log.error("Could not write the last {} rows", pending.size(), e);
        }
    }

    private void run() {
        while (stop.getCount() > 0) {
            try {
                wakes.tryAcquire(1, TimeUnit.SECONDS);
                wakes.drainPermits();
                writeDue();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            } catch (RuntimeException e) {
                log.warn("Could not write the rows of {} documents; trying again", pending.size(), e);
                pause();
            }
        }
    }

    /** {@return whether the application is stopping} */
    private boolean pause() {
        try {
            return stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Writes what can be written now; one thread at a time. */
    private synchronized void writeDue() {
        for (List<PendingDocument> due = due(); !due.isEmpty(); due = due()) {
            List<PendingDocument> written = write(due);
            pending.removeAll(written);
            written.forEach(each -> watch.whenAnnounced(
                    each.document().location(), () -> stages.onDisk(each.document(), each.receivedNanos())));
        }
    }

    private List<PendingDocument> due() {
        List<PendingDocument> due = new ArrayList<>();
        for (PendingDocument each : pending.snapshot()) {
            if (each.durable().isCompletedExceptionally()) {
                handleFailure(each);
            } else if (each.durable().isDone() && due.size() < MAX_BATCH) {
                due.add(each);
            }
        }
        return due;
    }

    /** A full storage may have room one day; the store keeps the item until then, also in a stop, so it is asked again. */
    private void handleFailure(PendingDocument failed) {
        Throwable cause = failed.durable().handle((nothing, failure) -> failure).join();
        if (cause instanceof StorageFullException && mayStillTakeIt()) {
            ItemLocation location = failed.document().location();
            take(new PendingDocument(failed.document(), database.persisted(location), failed.receivedNanos()));
        } else {
            giveUp(failed, "The store could not make it durable.", cause);
        }
    }

    private boolean mayStillTakeIt() {
        DbState state = database.state();
        return state != DbState.STOPPED && state != DbState.FAILED;
    }

    private List<PendingDocument> write(List<PendingDocument> due) {
        List<PendingDocument> written = due;
        try {
            rows.insertAll(due.stream().map(PendingDocument::document).toList());
        } catch (DataIntegrityViolationException e) {
            log.warn("Could not write the rows of {} documents together; writing each alone", due.size(), e);
            written = due.stream().filter(this::writeAlone).toList();
        }
        rows.force();
        return written;
    }

    private boolean writeAlone(PendingDocument each) {
        try {
            if (rows.find(each.document().id()).isEmpty()) { // else an attempt has only seemed to fail
                rows.insertAll(List.of(each.document()));
            }
            return true;
        } catch (DataIntegrityViolationException e) {
            giveUp(each, "The table did not take it.", e);
            return false;
        }
    }

    private void giveUp(PendingDocument lost, String reason, @Nullable Throwable cause) {
        Document document = lost.document();
        log.error(
                "{} gets no row: \"{}\" at {}. {}", document.id(), document.name(), document.location(), reason, cause);
        pending.removeAll(List.of(lost));
        stages.failed(document, lost.receivedNanos(), reason);
    }
}
