package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.model.IndexStats;
import org.jspecify.annotations.Nullable;

/**
 * An index as it is shown.
 *
 * @param index number of the data file
 * @param begin position of the first byte: how many bytes have been cut off on the left
 * @param settledEnd position behind the last byte on stable storage
 * @param end position behind the last byte
 * @param bytesOnDisk bytes on stable storage
 * @param bytesBuffered bytes that are in RAM alone
 * @param items items on stable storage; null if that is not known
 * @param damage why the index cannot be examined; null if it could be
 */
public record IndexDescriptor(
        int index,
        long begin,
        long settledEnd,
        long end,
        long bytesOnDisk,
        long bytesBuffered,
        @Nullable Long items,
        @Nullable String damage) {

    static IndexDescriptor of(IndexStats stats, Redaction redaction) {
        return new IndexDescriptor(
                stats.index(),
                stats.begin(),
                stats.settledEnd(),
                stats.end(),
                stats.bytesOnDisk(),
                stats.bytesBuffered(),
                stats.items() == IndexStats.UNKNOWN_ITEMS ? null : (Long) stats.items(),
                stats.damage() == null ? null : redaction.apply(stats.damage()));
    }
}
