package io.aiodiskdb.error;

import org.jspecify.annotations.Nullable;

/** A file is not one of this database: wrong genesis bytes, a symbolic link, or written by a newer version. */
public final class InvalidDataFileException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public InvalidDataFileException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     * @param cause what led to it
     */
    public InvalidDataFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
