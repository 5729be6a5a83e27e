package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.DbStats;
import org.jspecify.annotations.Nullable;

/**
 * A database as it is shown.
 *
 * @param name its name
 * @param primary whether it is the one that is injected without a qualifier
 * @param state its state
 * @param overwriteEnabled whether pruning is allowed at this moment
 * @param figures its figures
 * @param settings its settings; null in the list of all
 */
public record DatabaseDescriptor(
        String name,
        boolean primary,
        DbState state,
        boolean overwriteEnabled,
        DbStats figures,
        @Nullable SettingsDescriptor settings) {

    static DatabaseDescriptor of(String name, AioDiskDb database, boolean primary, boolean withSettings) {
        return new DatabaseDescriptor(
                name,
                primary,
                database.state(),
                database.overwriteEnabled(),
                database.stats(),
                withSettings ? SettingsDescriptor.of(database.config()) : null);
    }
}
