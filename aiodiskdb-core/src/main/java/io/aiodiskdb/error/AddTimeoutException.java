package io.aiodiskdb.error;

import org.jspecify.annotations.Nullable;

/**
 * An add found no room in the buffers, within the {@code timeout} or because too many others wait already.
 * Nothing was stored.
 */
public final class AddTimeoutException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public AddTimeoutException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     * @param cause what led to it
     */
    public AddTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
