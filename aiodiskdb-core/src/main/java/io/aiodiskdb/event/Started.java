package io.aiodiskdb.event;

import java.time.Instant;

/**
 * The database has been opened.
 *
 * @param timestamp when
 */
public record Started(Instant timestamp) implements DbEvent {}
