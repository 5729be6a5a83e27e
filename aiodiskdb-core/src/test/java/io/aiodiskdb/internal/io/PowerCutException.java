package io.aiodiskdb.internal.io;

/**
 * The end of the machine, as its threads see it: thrown by the storage call that a simulated power cut hits, and by
 * every call after it. An {@link Error}, so that no handling of ordinary failures takes it for one.
 */
public final class PowerCutException extends Error {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what the cut hit
     */
    public PowerCutException(String message) {
        super(message);
    }
}
