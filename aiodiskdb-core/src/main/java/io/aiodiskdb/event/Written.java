package io.aiodiskdb.event;

import io.aiodiskdb.model.ItemLocation;
import java.time.Instant;

/**
 * A range is on stable storage. It is never announced and then rolled back.
 *
 * @param timestamp when
 * @param index number of the data file
 * @param position offset of the first byte, in bytes
 * @param size number of bytes
 * @param items number of items in the range
 */
public record Written(Instant timestamp, int index, long position, long size, long items) implements DbEvent {

    /**
     * Tells whether a location lies wholly in this range.
     *
     * @param location the location to look for
     * @return whether this event makes it durable
     */
    public boolean covers(ItemLocation location) {
        return location.index() == index && location.position() >= position && location.end() <= position + size;
    }
}
