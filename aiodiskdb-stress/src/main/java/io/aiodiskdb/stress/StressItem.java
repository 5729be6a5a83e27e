package io.aiodiskdb.stress;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An item that tells by its own bytes who wrote it, as which one, and what all its other bytes have to be.
 *
 * @param session number of the opening of the store in which it was added
 * @param writer number of the thread that added it
 * @param sequence number of that thread's operation, from 0 in each session
 * @param ordinal place in its transaction, from 0; 0 for an item that was added alone
 * @param total items of its transaction; 1 for an item that was added alone
 * @param size number of bytes, at least {@value #MIN_SIZE}
 */
record StressItem(int session, int writer, long sequence, int ordinal, int total, int size) {

    /** Bytes that an item needs for telling what it is. */
    static final int MIN_SIZE = 32;

    private static final int MAGIC = 0x41445331;

    StressItem {
        if (size < MIN_SIZE || total < 1 || ordinal < 0 || ordinal >= total) {
            throw new IllegalArgumentException("size must be at least " + MIN_SIZE + " and ordinal 0 to total - 1, but"
                    + " size is " + size + ", ordinal " + ordinal + " and total " + total);
        }
    }

    /** {@return the bytes; always the same ones for the same item} */
    byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        byte[] filler = new byte[size - MIN_SIZE];
        new SplittableRandom(((long) session << 48) ^ ((long) writer << 40) ^ (sequence << 8) ^ ordinal)
                .nextBytes(filler);
        buffer.putInt(MAGIC).putInt(session).putInt(writer).putLong(sequence).putInt(ordinal);
        buffer.putInt(total).put(filler);
        return buffer.putInt(0, MAGIC ^ size).array();
    }

    /** {@return the item that these bytes are, or null if any of them is not as it has to be} */
    static @Nullable StressItem decode(byte[] bytes) {
        if (bytes.length < MIN_SIZE) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int size = buffer.getInt() ^ MAGIC;
        int session = buffer.getInt();
        int writer = buffer.getInt();
        long sequence = buffer.getLong();
        int ordinal = buffer.getInt();
        int total = buffer.getInt();
        if (size != bytes.length || total < 1 || ordinal < 0 || ordinal >= total) {
            return null;
        }
        StressItem item = new StressItem(session, writer, sequence, ordinal, total, size);
        return Arrays.equals(item.bytes(), bytes) ? item : null;
    }

    /** {@return whether the other one comes right behind this one in the same transaction} */
    boolean isFollowedBy(StressItem other) {
        return other.session == session
                && other.writer == writer
                && other.sequence == sequence
                && other.total == total
                && other.ordinal == ordinal + 1;
    }

    boolean isFirst() {
        return ordinal == 0;
    }

    boolean isLast() {
        return ordinal == total - 1;
    }
}
