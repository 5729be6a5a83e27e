package io.aiodiskdb.internal.segment;

import java.util.Arrays;

/**
 * The items of one stretch of a journal, in order of position. Immutable but for {@link #touched}.
 */
final class ItemBlock {

    private final int[] starts;
    private final int[] sizes;
    private final int[] checksums;

    /** Whether it has been used since the cache last looked; a lost update costs one decoding. */
    private volatile boolean touched = true;

    ItemBlock(int[] starts, int[] sizes, int[] checksums) {
        this.starts = starts;
        this.sizes = sizes;
        this.checksums = checksums;
    }

    int count() {
        return starts.length;
    }

    long start(int item) {
        return Integer.toUnsignedLong(starts[item]);
    }

    long size(int item) {
        return Integer.toUnsignedLong(sizes[item]);
    }

    int checksum(int item) {
        return checksums[item];
    }

    long memory() {
        return 12L * starts.length + 100;
    }

    /** {@return the first item that begins at or behind a position; {@link #count()} if there is none} */
    int firstFrom(long position) {
        int low = 0;
        int high = starts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (start(middle) < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void touch() {
        if (!touched) {
            touched = true;
        }
    }

    /** {@return whether it has been used since the last call} */
    boolean wasTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }

    /** Collects the items of a block. */
    static final class Builder {

        private static final int INITIAL_CAPACITY = 256;

        private int[] starts = new int[INITIAL_CAPACITY];
        private int[] sizes = new int[INITIAL_CAPACITY];
        private int[] checksums = new int[INITIAL_CAPACITY];
        private int count;

        void add(long start, long size, int checksum) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                sizes = Arrays.copyOf(sizes, count * 2);
                checksums = Arrays.copyOf(checksums, count * 2);
            }
            starts[count] = (int) start;
            sizes[count] = (int) size;
            checksums[count] = checksum;
            count++;
        }

        ItemBlock build() {
            return new ItemBlock(
                    Arrays.copyOf(starts, count), Arrays.copyOf(sizes, count), Arrays.copyOf(checksums, count));
        }
    }
}
