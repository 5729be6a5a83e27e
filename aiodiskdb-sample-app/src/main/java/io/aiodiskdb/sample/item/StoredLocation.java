package io.aiodiskdb.sample.item;

import io.aiodiskdb.model.ItemLocation;

/**
 * The answer to an item that was stored.
 *
 * @param index number of the data file
 * @param position offset of the first byte
 * @param size number of bytes
 * @param location the three in one, as {@code GET /items/{location}} takes them
 */
record StoredLocation(int index, long position, long size, String location) {

    static StoredLocation of(ItemLocation location) {
        return new StoredLocation(location.index(), location.position(), location.size(), location.toString());
    }
}
