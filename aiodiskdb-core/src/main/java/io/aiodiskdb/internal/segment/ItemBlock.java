package io.aiodiskdb.internal.segment;

import java.util.Arrays;

/**
 * The items of one stretch of a journal, in order of position and without a gap. Immutable but for {@link #touched}.
 *
 * <p>Where an item ends is where the next one begins, so two numbers for each suffice. They lie side by side: to find an item
 * and its checksum takes one line of the processor's cache if the first guess is right.
 */
final class ItemBlock {

    private static final int INTS = 2;

    /** Position and checksum of each item, unsigned and as it is; at the end the position behind the last one. */
    private final int[] items;

    private final int count;

    /** Whether it has been used since the cache last looked; a lost update costs one decoding. */
    private volatile boolean touched = true;

    private ItemBlock(int[] items) {
        this.items = items;
        this.count = items.length / INTS;
    }

    int count() {
        return count;
    }

    long start(int item) {
        return Integer.toUnsignedLong(items[item * INTS]);
    }

    long end(int item) {
        return start(item + 1);
    }

    long size(int item) {
        return end(item) - start(item);
    }

    int checksum(int item) {
        return items[item * INTS + 1];
    }

    long memory() {
        return (long) Integer.BYTES * items.length + 100;
    }

    /**
     * {@return the first item that begins at or behind a position; {@link #count()} if there is none} It is looked for from
     * where it would be if all had the same size, in steps that double.
     */
    int firstFrom(long position) {
        if (count == 0 || position <= start(0)) {
            return 0;
        }
        if (position >= start(count)) {
            return count;
        }
        int high = (int) ((position - start(0)) * count / (start(count) - start(0)));
        int low = high;
        for (int step = 1; high < count && start(high) < position; step <<= 1) {
            low = high;
            high = Math.min(count, high + step);
        }
        for (int step = 1; start(low) >= position; step <<= 1) {
            high = low;
            low = Math.max(0, low - step);
        }
        return firstBetween(low, high, position);
    }

    /** The item in front begins before the position; the other one is the end, or does not. */
    private int firstBetween(int before, int notBefore, long position) {
        int low = before;
        int high = notBefore;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (start(middle) < position) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
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

        private int[] items = new int[INITIAL_CAPACITY * INTS + 1];
        private int count;
        private long end;

        /** {@return whether an item at this position leaves no gap} */
        boolean follows(long position) {
            return count == 0 || position == end;
        }

        /** Adds an item that {@linkplain #follows follows}. */
        void add(long start, long size, int checksum) {
            if ((count + 1) * INTS >= items.length) {
                items = Arrays.copyOf(items, count * 2 * INTS + 1);
            }
            items[count * INTS] = (int) start;
            items[count * INTS + 1] = checksum;
            end = start + size;
            count++;
        }

        ItemBlock build() {
            int[] all = Arrays.copyOf(items, count * INTS + 1);
            all[count * INTS] = (int) end;
            return new ItemBlock(all);
        }
    }
}
