package io.aiodiskdb.event;

import java.time.Instant;

/**
 * The database has been closed; everything added is on stable storage, unless {@link Failed} said otherwise.
 *
 * @param timestamp when
 */
public record Stopped(Instant timestamp) implements DbEvent {}
