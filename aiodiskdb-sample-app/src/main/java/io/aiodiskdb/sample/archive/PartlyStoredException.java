package io.aiodiskdb.sample.archive;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** Some files of a buffered upload were stored, and one was not. */
final class PartlyStoredException extends ResponseStatusException {

    private static final long serialVersionUID = 1L;

    PartlyStoredException(int stored, int all, Throwable cause) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                "The first " + stored + " of " + all + " files were stored, the others were not. Try again with these.",
                cause);
    }
}
