package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.OverwriteDisabledException;
import io.aiodiskdb.error.StorageFullException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for databases on behalf of whoever calls an endpoint, for a bounded time. Thread-safe. */
final class Waiting {

    private static final Logger log = LoggerFactory.getLogger(Waiting.class);

    private final Duration patience;

    Waiting(Duration patience) {
        this.patience = patience;
    }

    /**
     * Waits for an operation; it goes on if that takes too long.
     *
     * @return its result; empty if it is not there yet
     * @throws RefusedOperationException if the operation has failed
     */
    <T> Optional<T> result(CompletableFuture<T> operation) {
        try {
            return Optional.of(operation.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw refusal(e.getCause() == null ? e : e.getCause());
        }
    }

    /** The messages of the core may name files, so they go to the log, and the caller receives a fixed text. */
    static RefusedOperationException refusal(Throwable reason) {
        log.warn("An operation of the endpoint aiodiskdb has failed", reason);
        if (reason instanceof NotRunningException) {
            return RefusedOperationException.unavailable("the database does not run");
        } else if (reason instanceof StorageFullException) {
            return RefusedOperationException.noRoom("the storage is full; nothing is lost, and it is tried again");
        } else if (reason instanceof DatabaseFullException) {
            return RefusedOperationException.noRoom("the database may not have any more files");
        } else if (reason instanceof OverwriteDisabledException) {
            return Pruning.overwritingDisabled();
        } else if (reason instanceof IndexNotFoundException) {
            return RefusedOperationException.notFound("there is no such index any more");
        } else if (reason instanceof InvalidTrimException) {
            return RefusedOperationException.conflict("the index has changed meanwhile; ask for it again");
        } else if (reason instanceof InvalidDatabaseStateException) {
            return RefusedOperationException.unavailable("the database is damaged and can be read only");
        }
        return RefusedOperationException.unavailable("the operation has failed; the log of the application says why");
    }
}
