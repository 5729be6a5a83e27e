package io.aiodiskdb.spring.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * What a pruning has done, or would do.
 *
 * @param database name of the database
 * @param pruning {@code drop}, {@code ltrim} or {@code rtrim}
 * @param index number of the data file
 * @param position where it is cut; null for a drop
 * @param dryRun whether nothing was done
 * @param done whether it has ended; if not, it goes on
 * @param bytes bytes removed, or to be removed
 * @param items items on stable storage that cannot be read any more as a whole; null if they could not be counted
 */
public record PruningDescriptor(
        String database,
        String pruning,
        int index,
        @Nullable Long position,
        boolean dryRun,
        boolean done,
        long bytes,
        @Nullable Long items)
        implements LongOperation {}
