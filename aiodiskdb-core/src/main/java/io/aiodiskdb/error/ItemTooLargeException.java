package io.aiodiskdb.error;

/** An item, a transaction or a range to read was refused because it is larger than a setting allows. */
public final class ItemTooLargeException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public ItemTooLargeException(String message) {
        super(message);
    }
}
