package io.aiodiskdb.error;

/** A transaction without items was to be committed. */
public final class EmptyTransactionException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public EmptyTransactionException(String message) {
        super(message);
    }
}
