package io.aiodiskdb.spring.metrics;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.DbStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds the figures of a database to a registry. All meters bear the same tags.
 *
 * <p>The meters hold the database weakly: they end when nobody else holds it.
 */
public final class AioDiskDbMetrics implements MeterBinder {

    /** What the names of all meters begin with. */
    public static final String PREFIX = "aiodiskdb.";

    /** Key of the tag with the name of the database. */
    public static final String DATABASE_TAG = "database";

    private final AioDiskDb database;
    private final Tags tags;

    /**
     * Makes a binder.
     *
     * @param database has the figures
     * @param name its name, for the tag
     * @param tags further tags
     */
    public AioDiskDbMetrics(AioDiskDb database, String name, Iterable<Tag> tags) {
        this.database = database;
        this.tags = Tags.of(tags).and(DATABASE_TAG, name);
    }

    /**
     * Makes a binder.
     *
     * @param database has the figures
     * @param name its name, for the tag
     */
    public AioDiskDbMetrics(AioDiskDb database, String name) {
        this(database, name, Tags.empty());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        new Binding(registry, database, tags).bindAll();
    }

    /** One database and one registry. The functions must not hold the database: see the class. */
    private static final class Binding {

        private final MeterRegistry registry;
        private final AioDiskDb database;
        private final Tags tags;
        private final StatsSnapshot snapshot = new StatsSnapshot(System::nanoTime);

        Binding(MeterRegistry registry, AioDiskDb database, Tags tags) {
            this.registry = registry;
            this.database = database;
            this.tags = tags;
        }

        void bindAll() {
            counter("items.added", null, "Items taken in by adds and committed by transactions", DbStats::itemsAdded);
            counter("data.added", BaseUnits.BYTES, "Bytes of these items", DbStats::bytesAdded);
            counter("items.read", null, "Reads answered with data", DbStats::itemsRead);
            counter("data.read", BaseUnits.BYTES, "Bytes of these reads", DbStats::bytesRead);
            counter("items.written", null, "Items written to stable storage", DbStats::itemsWritten);
            counter("data.written", BaseUnits.BYTES, "Bytes of these items", DbStats::bytesWritten);
            counter("failures", null, "Operations that failed because of the storage", DbStats::failures);
            counter("events.dropped", null, "Events lost because listeners were too slow", DbStats::eventsDropped);
            counter("listener.failures", null, "Exceptions thrown by listeners", DbStats::listenerFailures);

            timer("flush", "Buffers persisted", DbStats::flushes, DbStats::flushTime);
            timer("commit", "Transactions committed", DbStats::commits, DbStats::commitTime);
            timer("fsync", "Forces of files; those side by side count each", DbStats::fsyncs, DbStats::fsyncTime);

            gauge("items.buffered", null, "Items in RAM that are not yet on stable storage", DbStats::itemsBuffered);
            gauge("data.buffered", BaseUnits.BYTES, "Bytes of these items", DbStats::bytesBuffered);
            gauge("adds.waiting", null, "Adds that wait for room", DbStats::waitingAdds);
            gauge("files", null, "Data files", DbStats::files);
            gauge("disk.used", BaseUnits.BYTES, "Bytes of items in data files", DbStats::bytesOnDisk);
            gauge(
                    "capacity.left",
                    BaseUnits.BYTES,
                    "Bytes that fit before the database is full",
                    DbStats::capacityLeft);

            // Neither is among the figures.
            Gauge.builder(PREFIX + "disk.free", database, AioDiskDbMetrics::freeSpace)
                    .baseUnit(BaseUnits.BYTES)
                    .description("Bytes that the file system of the database has left")
                    .tags(tags)
                    .register(registry);
            Gauge.builder(PREFIX + "state", database, db -> numberOf(db.state()))
                    .description("State of the database: " + states())
                    .tags(tags)
                    .register(registry);
        }

        private ToDoubleFunction<AioDiskDb> of(ToLongFunction<DbStats> figure) {
            return db -> figure.applyAsLong(snapshot.of(db));
        }

        private void counter(String name, @Nullable String unit, String description, ToLongFunction<DbStats> figure) {
            FunctionCounter.builder(PREFIX + name, database, of(figure))
                    .baseUnit(unit)
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }

        private void gauge(String name, @Nullable String unit, String description, ToLongFunction<DbStats> figure) {
            Gauge.builder(PREFIX + name, database, of(figure))
                    .baseUnit(unit)
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }

        private void timer(
                String name, String description, ToLongFunction<DbStats> count, Function<DbStats, Duration> time) {
            FunctionTimer.builder(
                            PREFIX + name,
                            database,
                            db -> count.applyAsLong(snapshot.of(db)),
                            db -> time.apply(snapshot.of(db)).toNanos(),
                            TimeUnit.NANOSECONDS)
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }
    }

    private static double freeSpace(AioDiskDb database) {
        return database.config().path().toFile().getUsableSpace();
    }

    /** Dashboards and alerts rely on these numbers. */
    static int numberOf(DbState state) {
        return switch (state) {
            case NEW -> 0;
            case STARTING -> 1;
            case RUNNING -> 2;
            case DEGRADED -> 3;
            case STOPPING -> 4;
            case STOPPED -> 5;
            case FAILED -> 6;
        };
    }

    private static String states() {
        return Arrays.stream(DbState.values())
                .map(state -> numberOf(state) + " " + state)
                .collect(Collectors.joining(", "));
    }
}
