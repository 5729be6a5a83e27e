package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.Store;
import java.util.Arrays;

/** Appends that are copies into a reused piece of memory, and nothing else. Confined to one thread. */
final class MemoryRing implements Store.Writer {

    private final byte[] memory;
    private int end;

    /**
     * Makes a ring whose memory has been touched.
     *
     * @param capacity bytes, at least those of the largest item
     */
    MemoryRing(int capacity) {
        memory = new byte[capacity];
        Arrays.fill(memory, (byte) 1);
    }

    /** {@return where the item is until the ring has come round} */
    @Override
    public long append(byte[] item) {
        if (end + item.length > memory.length) {
            end = 0;
        }
        int at = end;
        System.arraycopy(item, 0, memory, at, item.length);
        end += item.length;
        return at;
    }

    /** {@return the last bytes that were appended} */
    byte[] latest(int size) {
        return Arrays.copyOfRange(memory, end - size, end);
    }
}
