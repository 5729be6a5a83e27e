package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An operation that waits for its turn at the buffers: an add that finds no room, or a flush behind such adds. Told once;
 * its methods do not block and run no code of the user.
 */
public interface Waiting {

    /** {@return the item to be added; {@code null} for a flush} */
    @Nullable
    ByteBuffer data();

    /** {@return who waits for durability as well, or for nothing else; {@code null} if nobody does} */
    @Nullable
    DurabilityWaiter durability();

    /** {@return bytes that are kept in RAM while this waits} */
    long heldBytes();

    /** {@return when it gives up, on the clock of the buffers, in nanoseconds} */
    long deadlineNanos();

    /**
     * The item is in a buffer.
     *
     * @param location where it is
     */
    void placed(ItemLocation location);

    /**
     * The item is not stored.
     *
     * @param reason why
     */
    void failed(AioDiskDbException reason);
}
