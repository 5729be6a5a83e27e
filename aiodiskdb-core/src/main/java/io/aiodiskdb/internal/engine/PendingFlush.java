package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.buffer.DurabilityWaiter;
import io.aiodiskdb.internal.buffer.Waiting;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A flush that waits: for the adds before it to find room, and for durability. Thread-safe. */
final class PendingFlush implements Waiting, DurabilityWaiter {

    private final long deadlineNanos;
    private final Promise<Done> promise;

    PendingFlush(long deadlineNanos, Promise<Done> promise) {
        this.deadlineNanos = deadlineNanos;
        this.promise = promise;
    }

    @Override
    public @Nullable ByteBuffer data() {
        return null;
    }

    @Override
    public DurabilityWaiter durability() {
        return this;
    }

    @Override
    public long heldBytes() {
        return 0;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public void placed(ItemLocation location) {
        throw new IllegalStateException("a flush has no place");
    }

    @Override
    public void durable() {
        promise.complete(Done.DONE);
    }

    @Override
    public void failed(AioDiskDbException reason) {
        promise.fail(reason);
    }
}
