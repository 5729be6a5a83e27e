package io.aiodiskdb.error;

/** The directory does not exist and was not to be created. */
public final class DatabaseNotFoundException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public DatabaseNotFoundException(String message) {
        super(message);
    }
}
