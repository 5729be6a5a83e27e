package io.aiodiskdb.error;

import org.jspecify.annotations.Nullable;

/** Another opener, in this or in another process, holds the directory. */
public final class DatabaseLockedException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public DatabaseLockedException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     * @param cause what led to it
     */
    public DatabaseLockedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
