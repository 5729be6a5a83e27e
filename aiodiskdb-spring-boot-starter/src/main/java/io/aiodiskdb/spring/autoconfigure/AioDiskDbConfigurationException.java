package io.aiodiskdb.spring.autoconfigure;

/** The configured databases do not go together, with one another or with beans of the user's. */
final class AioDiskDbConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    AioDiskDbConfigurationException(String description, String action) {
        super(description);
        this.action = action;
    }

    /** {@return what the user can do} */
    String action() {
        return action;
    }
}
