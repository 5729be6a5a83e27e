package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.internal.io.WriteSource;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * The bytes of a write buffer, used for one after the other.
 *
 * <p>Readers copy out of it without a lock and without holding it up: they look at the generation before and after, as with
 * {@link java.util.concurrent.locks.StampedLock}. If it has changed, the memory has been given to another buffer meanwhile
 * and the copy is worthless; but then what they looked for is in the file. Copying garbage does no harm: the memory is
 * there as long as anybody refers to it.
 */
final class BufferMemory {

    private final ByteBuffer memory;
    private final int capacity;
    private final AtomicLong generation = new AtomicLong();

    // Kept, so that an add allocates nothing for its checksum. Guarded by the lock of BufferSlots.

    private ByteBuffer checked;
    private final CRC32C crc = new CRC32C();

    /**
     * Uses some memory.
     *
     * @param memory what there is, best with {@link WriteSource#SLACK}
     * @param capacity bytes of a buffer
     */
    BufferMemory(ByteBuffer memory, int capacity) {
        this.memory = memory;
        this.capacity = capacity;
        this.checked = memory.duplicate();
    }

    int capacity() {
        return capacity;
    }

    /** {@return the CRC-32C of a range} */
    int checksumWithoutLocking(int at, int size) {
        crc.reset();
        crc.update(checked.limit(at + size).position(at));
        return (int) crc.getValue();
    }

    long generation() {
        return generation.get();
    }

    /** {@return the bytes of a buffer that is going to be written at an offset of a file} */
    ByteBuffer bytesWithoutLocking(long fileOffset) {
        ByteBuffer bytes = WriteSource.at(memory, capacity, fileOffset);
        checked = bytes.duplicate();
        return bytes;
    }

    /** Gives the memory to the next buffer: called before its first byte is written. */
    long recycle() {
        long next = generation.incrementAndGet();
        // No byte of the new buffer may become visible before the new generation is.
        VarHandle.storeStoreFence();
        return next;
    }

    /** {@return whether what has been read since the generation was looked at is still of that generation} */
    boolean isStill(long expected) {
        // No byte may be read after the generation is looked at again.
        VarHandle.acquireFence();
        return generation.get() == expected;
    }
}
