package io.aiodiskdb.error;

/** Pruning was refused because overwriting is not enabled. */
public final class OverwriteDisabledException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was wrong, the value and the allowed range
     */
    public OverwriteDisabledException(String message) {
        super(message);
    }
}
