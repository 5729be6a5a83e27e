package io.aiodiskdb.sample.store;

import io.aiodiskdb.model.DbStats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The figures of the store as clients see them: durations in milliseconds. See {@link DbStats}. */
record StoreStats(
        long itemsAdded,
        long bytesAdded,
        long itemsRead,
        long bytesRead,
        long itemsWritten,
        long bytesWritten,
        long itemsBuffered,
        long bytesBuffered,
        long waitingAdds,
        long flushes,
        long flushMillis,
        long commits,
        long commitMillis,
        long fsyncs,
        long fsyncMillis,
        long files,
        long bytesOnDisk,
        long capacityLeft,
        long failures,
        long eventsDropped,
        @Nullable Instant lastFlush) {

    static StoreStats of(DbStats stats) {
        return new StoreStats(
                stats.itemsAdded(),
                stats.bytesAdded(),
                stats.itemsRead(),
                stats.bytesRead(),
                stats.itemsWritten(),
                stats.bytesWritten(),
                stats.itemsBuffered(),
                stats.bytesBuffered(),
                stats.waitingAdds(),
                stats.flushes(),
                stats.flushTime().toMillis(),
                stats.commits(),
                stats.commitTime().toMillis(),
                stats.fsyncs(),
                stats.fsyncTime().toMillis(),
                stats.files(),
                stats.bytesOnDisk(),
                stats.capacityLeft(),
                stats.failures(),
                stats.eventsDropped(),
                stats.lastFlush());
    }
}
