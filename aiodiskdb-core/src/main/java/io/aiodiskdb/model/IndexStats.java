package io.aiodiskdb.model;

import org.jspecify.annotations.Nullable;

/**
 * What there is of an index at one moment: {@code begin} ≤ {@code settledEnd} ≤ {@code end}.
 *
 * @param index number of the data file
 * @param begin position of the first byte: how many bytes have been cut off on the left
 * @param settledEnd position behind the last byte on stable storage; what lies behind it is in RAM
 * @param end position behind the last byte
 * @param items items that lie wholly on stable storage; {@value #UNKNOWN_ITEMS} if that is not known, because the Python
 *     library wrote a part of them, or because the index is damaged
 * @param damage why the index cannot be examined; {@code null} if it could be, which says nothing about its bytes
 */
public record IndexStats(
        int index,
        long begin,
        long settledEnd,
        long end,
        long items,
        @Nullable String damage) {

    /** Stands for a number of items that nobody knows. */
    public static final long UNKNOWN_ITEMS = -1;

    /** {@return the bytes on stable storage} */
    public long bytesOnDisk() {
        return settledEnd - begin;
    }

    /** {@return the bytes that are in RAM alone} */
    public long bytesBuffered() {
        return end - settledEnd;
    }

    /**
     * Tells whether a range lies wholly in this index, in RAM or on stable storage.
     *
     * @param location the range
     * @return whether it can be read
     */
    public boolean contains(ItemLocation location) {
        return location.index() == index && location.position() >= begin && location.end() <= end;
    }
}
