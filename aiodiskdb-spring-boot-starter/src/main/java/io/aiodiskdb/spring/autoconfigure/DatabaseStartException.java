package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.model.AioDiskDbConfig;
import java.util.function.UnaryOperator;

/** A configured database could not be started. */
final class DatabaseStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String database;
    private final transient AioDiskDbConfig config;
    private final transient UnaryOperator<String> propertyOf;
    private final AioDiskDbException reason;

    /**
     * Makes an exception.
     *
     * @param database name of the database
     * @param config its settings
     * @param propertyOf tells which property a setting comes from
     * @param reason why it could not be started
     */
    DatabaseStartException(
            String database, AioDiskDbConfig config, UnaryOperator<String> propertyOf, AioDiskDbException reason) {
        super("could not start the database \"" + database + "\": " + reason.getMessage(), reason);
        this.database = database;
        this.config = config;
        this.propertyOf = propertyOf;
        this.reason = reason;
    }

    String database() {
        return database;
    }

    AioDiskDbConfig config() {
        return config;
    }

    String property(String setting) {
        return propertyOf.apply(setting);
    }

    AioDiskDbException reason() {
        return reason;
    }
}
