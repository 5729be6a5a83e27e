package io.aiodiskdb.spring.health;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.DbStats;
import java.io.File;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of a database. Thread-safe.
 *
 * <p>UP if every operation works; OUT_OF_SERVICE while it can be read but not written, and while it starts or stops; DOWN if it
 * has failed, does not run, or its directory is not there any more. The details name no path.
 *
 * <p>Waits for no lock that is held during I/O. It asks the file system for three things, which take microseconds on the local
 * one that a database needs; should the system itself hang there, so does the check.
 */
public final class AioDiskDbHealthIndicator extends AbstractHealthIndicator {

    private final AioDiskDb database;
    private final DirectoryWatch directory;

    private AioDiskDbHealthIndicator(AioDiskDb database, DirectoryWatch directory) {
        super("The health of a database cannot be told");
        this.database = database;
        this.directory = directory;
    }

    /**
     * Makes an indicator.
     *
     * @param database to be watched, for as long as it lives
     * @return its indicator
     */
    public static AioDiskDbHealthIndicator of(AioDiskDb database) {
        DirectoryWatch directory = new DirectoryWatch(database);
        database.addListener(directory);
        return new AioDiskDbHealthIndicator(database, directory);
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        DbState state = database.state();
        DbStats stats = database.stats();
        Finding finding = examine(state, stats);
        builder.status(finding.status());
        if (finding.reason() != null) {
            builder.withDetail("reason", finding.reason());
        }
        builder.withDetail("state", state.name())
                .withDetail("itemsBuffered", stats.itemsBuffered())
                .withDetail("bytesBuffered", stats.bytesBuffered());
        if (stats.lastFlush() != null) {
            builder.withDetail("lastFlush", stats.lastFlush().toString());
        }
        File path = database.config().path().toFile();
        builder.withDetail("freeSpace", path.getUsableSpace()).withDetail("capacityLeft", stats.capacityLeft());
    }

    private record Finding(Status status, @Nullable String reason) {}

    private Finding examine(DbState state, DbStats stats) {
        Finding finding = switch (state) {
            case NEW, STOPPED -> new Finding(Status.DOWN, "the database does not run");
            case STARTING -> new Finding(Status.OUT_OF_SERVICE, "the database is starting");
            case STOPPING -> new Finding(Status.OUT_OF_SERVICE, "the database is stopping");
            case FAILED ->
                new Finding(
                        Status.DOWN, "the storage has failed: writes are refused until the database is started again");
            case DEGRADED -> new Finding(Status.OUT_OF_SERVICE, degradation());
            case RUNNING ->
                stats.capacityLeft() == 0
                        ? new Finding(Status.OUT_OF_SERVICE, "all files that the database may have are full")
                        : new Finding(Status.UP, null);
        };
        // A database that runs writes into files without names if its directory has been deleted: nothing else shows
        // it.
        String loss = state.isReadable() ? directory.loss() : null;
        return loss == null || finding.status().equals(Status.DOWN) ? finding : new Finding(Status.DOWN, loss);
    }

    private String degradation() {
        return database.trouble()
                        .filter(InvalidDatabaseStateException.class::isInstance)
                        .isPresent()
                ? "the database is damaged: it can be read only"
                : "the storage is full: writes wait until there is room";
    }
}
