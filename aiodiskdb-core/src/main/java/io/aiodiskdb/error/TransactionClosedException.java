package io.aiodiskdb.error;

/** The transaction has been committed, rolled back or closed before. */
public final class TransactionClosedException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public TransactionClosedException(String message) {
        super(message);
    }
}
