package io.aiodiskdb.error;

/** An item of no bytes was refused. */
public final class EmptyItemException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public EmptyItemException(String message) {
        super(message);
    }
}
