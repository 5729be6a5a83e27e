package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDbBuilder;

/**
 * Changes the settings of configured databases before they are built. Beans of this type are called in their order, after the
 * properties have been applied.
 */
@FunctionalInterface
public interface AioDiskDbBuilderCustomizer {

    /**
     * Changes the settings of a database.
     *
     * @param database name of the database: {@code default}, or that of a named one
     * @param builder has the settings of the properties
     */
    void customize(String database, AioDiskDbBuilder builder);
}
