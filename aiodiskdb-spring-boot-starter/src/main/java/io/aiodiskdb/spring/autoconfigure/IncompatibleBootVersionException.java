package io.aiodiskdb.spring.autoconfigure;

/** The application runs on a version of Spring Boot that this starter is not made for. */
final class IncompatibleBootVersionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String allowed;

    /**
     * Makes one.
     *
     * @param found the version of Spring Boot
     * @param lowest the lowest version that fits
     * @param major the only major version that fits
     */
    IncompatibleBootVersionException(String found, String lowest, int major) {
        super("aiodiskdb-spring-boot-starter needs Spring Boot " + lowest + " or a later version " + major
                + ", but the application runs on " + found + ".");
        allowed = lowest + " or a later version " + major;
    }

    /** {@return the versions that fit, as a part of a sentence} */
    String allowed() {
        return allowed;
    }
}
