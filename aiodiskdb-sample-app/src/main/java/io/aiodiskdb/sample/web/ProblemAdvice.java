package io.aiodiskdb.sample.web;

import static java.util.Map.entry;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.EmptyTransactionException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.OverwriteDisabledException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.sample.web.MemoryBudget.MemoryBusyException;
import io.aiodiskdb.sample.web.MemoryBudget.TooLargeForMemoryException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Turns what went wrong into {@code application/problem+json}. Spring's own exceptions are not for it.
 *
 * <p>The messages of exceptions that tell of the client's own input are passed on. The others may name files, so they go to
 * the log, and the client receives a fixed text.
 */
@RestControllerAdvice
final class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private static final Answer UNEXPECTED =
            Answer.of(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong inside the application.");

    private static final Answer BUSY =
            Answer.withOwnMessage(HttpStatus.SERVICE_UNAVAILABLE).retryAfter(1);

    private static final Map<Class<? extends Exception>, Answer> ANSWERS = Map.ofEntries(
            entry(EmptyItemException.class, Answer.withOwnMessage(HttpStatus.BAD_REQUEST)),
            entry(EmptyTransactionException.class, Answer.withOwnMessage(HttpStatus.BAD_REQUEST)),
            entry(InvalidTrimException.class, Answer.withOwnMessage(HttpStatus.BAD_REQUEST)),
            entry(IndexNotFoundException.class, Answer.withOwnMessage(HttpStatus.NOT_FOUND)),
            entry(ItemTooLargeException.class, Answer.withOwnMessage(HttpStatus.CONTENT_TOO_LARGE)),
            entry(TooLargeForMemoryException.class, Answer.withOwnMessage(HttpStatus.CONTENT_TOO_LARGE)),
            entry(
                    OverwriteDisabledException.class,
                    Answer.of(HttpStatus.FORBIDDEN, "Pruning is not enabled: see aiodiskdb.overwrite.")),
            entry(
                    DatabaseFullException.class,
                    Answer.of(
                            HttpStatus.INSUFFICIENT_STORAGE,
                            "All the data files that the database may have are full. Nothing was stored.")),
            entry(
                    StorageFullException.class,
                    Answer.of(
                            HttpStatus.INSUFFICIENT_STORAGE,
                            "The storage is full, so this is not durable. A single item may become so when room returns.")),
            entry(
                    CorruptDataException.class,
                    Answer.of(HttpStatus.INTERNAL_SERVER_ERROR, "The stored bytes at this location are damaged.")),
            entry(
                    StorageFailedException.class,
                    Answer.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "The storage has failed. A restart of the application shows whether this was stored.")),
            entry(
                    InvalidDatabaseStateException.class,
                    Answer.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "The database is damaged and can be read only. Nothing was stored.")),
            entry(
                    AddTimeoutException.class,
                    Answer.of(
                                    HttpStatus.SERVICE_UNAVAILABLE,
                                    "The database is busy: it had no room for this. Nothing was stored.")
                            .retryAfter(5)),
            entry(
                    NotRunningException.class,
                    Answer.of(HttpStatus.SERVICE_UNAVAILABLE, "The database is not running. Nothing was stored.")
                            .retryAfter(10)),
            entry(BusyException.class, BUSY),
            entry(MemoryBusyException.class, BUSY));

    @ExceptionHandler({AioDiskDbException.class, TooLargeForMemoryException.class, BusyException.class})
    ResponseEntity<ProblemDetail> known(Exception e) {
        return ANSWERS.getOrDefault(e.getClass(), UNEXPECTED).entity(e);
    }

    /** What an item's stream throws when the database cannot give it, and what else goes wrong with streams. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<ProblemDetail> unreadable(IOException e) {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            log.debug("The client has gone", e);
            return null;
        }
        return e.getCause() instanceof AioDiskDbException cause ? known(cause) : UNEXPECTED.entity(e);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> malformedMultipart(MultipartException e) {
        return Answer.of(HttpStatus.BAD_REQUEST, "The body is not well-formed multipart. Nothing was stored.")
                .entity(e);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(Exception e) {
        return UNEXPECTED.entity(e);
    }

    /**
     * What is answered to an exception.
     *
     * @param status of the response
     * @param detail what the client is told, or null for the exception's own message
     * @param retryAfterSeconds when another attempt makes sense; 0 if that cannot be said
     */
    private record Answer(HttpStatus status, @Nullable String detail, int retryAfterSeconds) {

        static Answer of(HttpStatus status, String detail) {
            return new Answer(status, detail, 0);
        }

        static Answer withOwnMessage(HttpStatus status) {
            return new Answer(status, null, 0);
        }

        Answer retryAfter(int seconds) {
            return new Answer(status, detail, seconds);
        }

        ResponseEntity<ProblemDetail> entity(Exception e) {
            if (status.is5xxServerError()) {
                log.warn("Answering {}", status.value(), e);
            } else {
                log.debug("Answering {}", status.value(), e);
            }
            ResponseEntity.BodyBuilder response = ResponseEntity.status(status).cacheControl(CacheControl.noStore());
            if (retryAfterSeconds > 0) {
                response.header(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfterSeconds));
            }
            String text = detail != null ? detail : String.valueOf(e.getMessage());
            return response.body(ProblemDetail.forStatusAndDetail(status, text));
        }
    }
}
