package io.aiodiskdb.spring.autoconfigure;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which databases there are besides, or instead of, the one that the properties directly under {@code aiodiskdb} describe.
 *
 * @param primary Name of the primary database. By default the one directly under "aiodiskdb", or the only one.
 * @param databases Further databases by name. What is not set for one, but for its path, is inherited from the properties
 *     directly under "aiodiskdb".
 */
@ConfigurationProperties(AioDiskDbProperties.PREFIX)
public record AioDiskDbDatabasesProperties(
        @Nullable String primary, @Nullable Map<String, AioDiskDbProperties> databases) {

    /** {@return the named databases; none if nothing is set} */
    @Override
    public Map<String, AioDiskDbProperties> databases() {
        return databases == null ? Map.of() : databases;
    }
}
