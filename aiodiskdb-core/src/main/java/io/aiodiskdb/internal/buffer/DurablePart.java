package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.internal.format.ItemTable;

/**
 * Items in RAM that are on stable storage, but not in the files of their index yet.
 *
 * @param index number of the data file
 * @param from position of the first byte
 * @param items the items
 */
public record DurablePart(int index, long from, ItemTable items) {

    /** {@return the position behind the last byte} */
    public long to() {
        return from + items.bytes();
    }
}
