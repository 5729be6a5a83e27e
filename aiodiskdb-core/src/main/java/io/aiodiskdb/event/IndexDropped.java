package io.aiodiskdb.event;

import java.time.Instant;

/**
 * A data file has been deleted; its number is not used again.
 *
 * @param timestamp when
 * @param index its number
 * @param size bytes of items that it held
 */
public record IndexDropped(Instant timestamp, int index, long size) implements DbEvent {}
