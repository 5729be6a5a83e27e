package io.aiodiskdb.error;

/** No further data file can be opened: {@code max-files} is reached. */
public final class DatabaseFullException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public DatabaseFullException(String message) {
        super(message);
    }
}
