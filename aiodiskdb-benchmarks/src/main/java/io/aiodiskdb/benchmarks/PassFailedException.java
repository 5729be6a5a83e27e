package io.aiodiskdb.benchmarks;

/** A pass has given no figures that can be used. */
final class PassFailedException extends Exception {

    private static final long serialVersionUID = 1;

    PassFailedException(String message) {
        super(message);
    }
}
