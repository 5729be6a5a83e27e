package io.aiodiskdb.error;

import org.jspecify.annotations.Nullable;

/** The store as a whole does not allow the operation: it needs a recovery that was not allowed, or it is damaged. */
public final class InvalidDatabaseStateException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public InvalidDatabaseStateException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     * @param cause what led to it
     */
    public InvalidDatabaseStateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
