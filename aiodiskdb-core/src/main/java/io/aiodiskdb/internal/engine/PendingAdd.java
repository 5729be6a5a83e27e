package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.buffer.DurabilityWaiter;
import io.aiodiskdb.internal.buffer.Waiting;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An add that waits: for room, for durability, or for both. Thread-safe. */
final class PendingAdd implements Waiting, DurabilityWaiter {

    private static final int PLACE = 1;
    private static final int DURABILITY = 2;

    private final @Nullable ByteBuffer data;
    private final long heldBytes;
    private final boolean durable;
    private final long deadlineNanos;
    private final Promise<ItemLocation> promise;

    /**
     * What is still to come, one bit each. The committer may say that the item is durable before the adding thread has been able
     * to say where it is; the second of the two completes the promise. Either may be said again by a thread that goes on where
     * another one has come to the end of its stack.
     */
    private final AtomicInteger missing;

    private volatile @Nullable ItemLocation location;

    /**
     * Makes an add.
     *
     * @param data the item; {@code null} if it need not wait for room
     * @param heldBytes bytes that are kept in RAM for it
     * @param durable whether it waits for durability
     */
    PendingAdd(
            @Nullable ByteBuffer data,
            long heldBytes,
            boolean durable,
            long deadlineNanos,
            Promise<ItemLocation> promise) {
        this.data = data;
        this.heldBytes = heldBytes;
        this.durable = durable;
        this.deadlineNanos = deadlineNanos;
        this.promise = promise;
        this.missing = new AtomicInteger(durable ? PLACE | DURABILITY : PLACE);
    }

    @Override
    public @Nullable ByteBuffer data() {
        return data;
    }

    @Override
    public @Nullable DurabilityWaiter durability() {
        return durable ? this : null;
    }

    @Override
    public long heldBytes() {
        return heldBytes;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public void placed(ItemLocation place) {
        location = place;
        arrived(PLACE);
    }

    @Override
    public void durable() {
        arrived(DURABILITY);
    }

    private void arrived(int what) {
        if (missing.updateAndGet(all -> all & ~what) == 0) {
            // written before its bit was reset
            promise.complete(Objects.requireNonNull(location));
        }
    }

    @Override
    public boolean isCallingThread() {
        return promise.isAwaitedByCaller();
    }

    @Override
    public void failed(AioDiskDbException reason) {
        promise.fail(reason);
    }
}
