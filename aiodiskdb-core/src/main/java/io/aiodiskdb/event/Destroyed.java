package io.aiodiskdb.event;

import java.time.Instant;

/**
 * The files of the database have been deleted.
 *
 * @param timestamp when
 */
public record Destroyed(Instant timestamp) implements DbEvent {}
