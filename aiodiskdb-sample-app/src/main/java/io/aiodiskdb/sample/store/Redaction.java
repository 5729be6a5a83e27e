package io.aiodiskdb.sample.store;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.Damage;
import java.io.File;

/**
 * Takes the directory of the store out of what is told to clients; the names of files in it stay. Immutable.
 *
 * @param directory the absolute path
 */
record Redaction(String directory) {

    static Redaction of(AioDiskDb database) {
        return new Redaction(
                database.config().path().toAbsolutePath().normalize().toString());
    }

    Damage apply(Damage damage) {
        String reason = damage.reason().replace(directory + File.separator, "").replace(directory, "the store");
        return new Damage(damage.index(), damage.position(), damage.size(), reason);
    }
}
