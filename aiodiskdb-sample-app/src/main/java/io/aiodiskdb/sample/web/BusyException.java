package io.aiodiskdb.sample.web;

/** Something cannot be done at this moment. The message is for the client. */
public class BusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message says what it is about, and that another attempt may succeed
     */
    public BusyException(String message) {
        super(message);
    }
}
