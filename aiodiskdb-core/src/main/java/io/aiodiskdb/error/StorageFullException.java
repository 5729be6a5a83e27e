package io.aiodiskdb.error;

import org.jspecify.annotations.Nullable;

/**
 * The storage does not take data now: it is full, a quota or a limit is reached, or a write fails. What is buffered stays
 * buffered and is written when the storage takes it again.
 */
public final class StorageFullException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public StorageFullException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     * @param cause what led to it
     */
    public StorageFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
