package io.aiodiskdb.error;

import org.jspecify.annotations.Nullable;

/** The root of all exceptions that a database raises itself. */
public abstract class AioDiskDbException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AioDiskDbException(String message) {
        super(message);
    }

    AioDiskDbException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
