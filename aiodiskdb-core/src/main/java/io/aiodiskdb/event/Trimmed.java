package io.aiodiskdb.event;

import java.time.Instant;

/**
 * A data file has been cut.
 *
 * @param timestamp when
 * @param index number of the data file
 * @param side which side was cut off
 * @param position where, in bytes: the new end of the index for {@link Side#RIGHT}, its new begin for {@link Side#LEFT}
 * @param size bytes removed
 */
public record Trimmed(Instant timestamp, int index, Side side, long position, long size) implements DbEvent {

    /** A side of a data file. */
    public enum Side {
        /** The begin. */
        LEFT,
        /** The end. */
        RIGHT
    }
}
