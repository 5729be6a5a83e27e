package io.aiodiskdb.spring.endpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a flush has come to.
 *
 * @param database name of the database
 * @param done whether it has ended; if not, it goes on
 * @param itemsBuffered items in RAM that are not yet on stable storage, those added meanwhile included
 * @param bytesBuffered their bytes
 * @param lastFlush when a buffer or a transaction was last persisted; null if never
 */
public record FlushDescriptor(
        String database,
        boolean done,
        long itemsBuffered,
        long bytesBuffered,
        @Nullable Instant lastFlush) implements LongOperation {}
