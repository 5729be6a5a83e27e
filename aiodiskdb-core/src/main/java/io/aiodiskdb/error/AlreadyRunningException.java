package io.aiodiskdb.error;

/** The operation needs a database that is not running. */
public final class AlreadyRunningException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public AlreadyRunningException(String message) {
        super(message);
    }
}
