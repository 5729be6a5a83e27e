package io.aiodiskdb.error;

/** There is no such data file, or no such range in it. */
public final class IndexNotFoundException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public IndexNotFoundException(String message) {
        super(message);
    }
}
