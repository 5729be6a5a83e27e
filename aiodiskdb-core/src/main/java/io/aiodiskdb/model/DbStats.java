package io.aiodiskdb.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Figures of a database at one moment. Counters run since it was built and survive a stop and a start.
 *
 * <p>Not taken all at once: figures that change together may be one operation apart.
 *
 * @param itemsAdded items taken in by adds and committed by transactions
 * @param bytesAdded their bytes
 * @param itemsRead reads answered with data
 * @param bytesRead their bytes
 * @param itemsWritten items on stable storage since the start
 * @param bytesWritten their bytes
 * @param itemsBuffered items in RAM that are not yet on stable storage
 * @param bytesBuffered their bytes
 * @param waitingAdds adds that wait for room
 * @param flushes buffers persisted
 * @param flushTime total time of these
 * @param commits transactions committed
 * @param commitTime total time of these
 * @param fsyncs forces of files and of the directory
 * @param fsyncTime total time of these; forces that run side by side count each
 * @param files data files
 * @param bytesOnDisk bytes of items in data files, headers and journals excluded; grows for a moment after a start,
 *     while the files are counted in the background
 * @param capacityLeft bytes of further items that fit before the database is full: those of the files that it may still have,
 *     and of the rest of the current one; 0 while it is not running or refuses writes. Says nothing about the room on the disk
 * @param failures operations that failed because of the storage
 * @param eventsDropped events that were not delivered because listeners were too slow
 * @param listenerFailures exceptions thrown by listeners
 * @param lastFlush when a buffer or a transaction was last persisted; {@code null} if never
 */
public record DbStats(
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
        Duration flushTime,
        long commits,
        Duration commitTime,
        long fsyncs,
        Duration fsyncTime,
        long files,
        long bytesOnDisk,
        long capacityLeft,
        long failures,
        long eventsDropped,
        long listenerFailures,
        @Nullable Instant lastFlush) {}
