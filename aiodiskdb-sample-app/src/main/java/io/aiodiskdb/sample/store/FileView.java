package io.aiodiskdb.sample.store;

import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.sample.archive.FileCensus;
import org.jspecify.annotations.Nullable;

/**
 * A data file as clients see it.
 *
 * @param index its number
 * @param begin bytes that have been cut off on the left
 * @param settledEnd end of what is on the disk
 * @param end end of what is there; behind {@code settledEnd} it is in memory
 * @param items items on the disk; -1 if that is not known
 * @param documents documents of the archive that lie here
 * @param gone documents of the archive that have been pruned from here
 */
record FileView(int index, long begin, long settledEnd, long end, long items, long documents, long gone) {

    static FileView of(IndexStats stats, @Nullable FileCensus census) {
        return new FileView(
                stats.index(),
                stats.begin(),
                stats.settledEnd(),
                stats.end(),
                stats.items(),
                census == null ? 0 : census.documents(),
                census == null ? 0 : census.gone());
    }
}
