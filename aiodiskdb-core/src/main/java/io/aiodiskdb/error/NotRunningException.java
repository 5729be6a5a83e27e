package io.aiodiskdb.error;

import org.jspecify.annotations.Nullable;

/** The operation needs a database that is running. */
public final class NotRunningException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public NotRunningException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     * @param cause what led to it
     */
    public NotRunningException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
