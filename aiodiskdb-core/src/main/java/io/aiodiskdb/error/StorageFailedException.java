package io.aiodiskdb.error;

import org.jspecify.annotations.Nullable;

/** A force failed, or a write failed and could not be undone: what it covered may not be on stable storage. */
public final class StorageFailedException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public StorageFailedException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     * @param cause what led to it
     */
    public StorageFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
