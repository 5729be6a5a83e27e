package io.aiodiskdb.spring.metrics;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.DbStats;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The figures of a database, taken once for all meters that are read at a time. Thread-safe. */
final class StatsSnapshot {

    /** Long enough for a scrape, too short for anybody to notice. */
    static final long MAX_AGE_NANOS = 100_000_000;

    private final LongSupplier nanoTime;

    /** Volatile: whoever reads is content with what any thread has taken. Two may take it at once. */
    private volatile @Nullable Taken last;

    private record Taken(DbStats stats, long nanoTime) {}

    StatsSnapshot(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Takes the figures, unless it has just done so.
     *
     * @param database always the same; not kept, because meters must not keep it alive
     */
    DbStats of(AioDiskDb database) {
        long now = nanoTime.getAsLong();
        Taken taken = last;
        if (taken == null || now - taken.nanoTime() >= MAX_AGE_NANOS) {
            taken = new Taken(database.stats(), now);
            last = taken;
        }
        return taken.stats();
    }
}
