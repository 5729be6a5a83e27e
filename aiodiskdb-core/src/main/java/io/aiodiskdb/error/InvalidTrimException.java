package io.aiodiskdb.error;

/** A trim was refused: its position lies outside the index, or its safety check does not match the stored bytes. */
public final class InvalidTrimException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public InvalidTrimException(String message) {
        super(message);
    }
}
