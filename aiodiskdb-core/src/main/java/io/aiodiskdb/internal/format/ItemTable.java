package io.aiodiskdb.internal.format;

import java.util.Arrays;

/**
 * Sizes and checksums of items that lie back to back. Confined to one thread while it grows; shared only afterwards.
 */
public final class ItemTable {

    private static final int INITIAL_CAPACITY = 16;

    private int[] sizes;
    private int[] checksums;
    private int count;
    private long bytes;

    /** Makes an empty table. */
    public ItemTable() {
        this(INITIAL_CAPACITY);
    }

    /**
     * Makes an empty table.
     *
     * @param capacity how many items it takes without growing
     */
    public ItemTable(int capacity) {
        this.sizes = new int[capacity];
        this.checksums = new int[capacity];
    }

    /**
     * Appends an item.
     *
     * @param size its bytes, an unsigned 32-bit number
     * @param checksum its CRC-32C
     */
    public void add(long size, int checksum) {
        if (count == sizes.length) {
            int capacity = Math.max(INITIAL_CAPACITY, count * 2);
            sizes = Arrays.copyOf(sizes, capacity);
            checksums = Arrays.copyOf(checksums, capacity);
        }
        sizes[count] = (int) size;
        checksums[count] = checksum;
        count++;
        bytes += size;
    }

    /**
     * Copies some of the items.
     *
     * @param from number of the first one
     * @param to number behind the last one
     * @return a table of their own
     */
    public ItemTable copyOf(int from, int to) {
        ItemTable copy = new ItemTable(to - from);
        for (int item = from; item < to; item++) {
            copy.add(size(item), checksum(item));
        }
        return copy;
    }

    /** Forgets the items and keeps the arrays. */
    public void clear() {
        count = 0;
        bytes = 0;
    }

    /** {@return how many items there are} */
    public int count() {
        return count;
    }

    /** {@return the bytes of all items} */
    public long bytes() {
        return bytes;
    }

    /**
     * {@return the bytes of an item}
     *
     * @param item its number, from 0
     */
    public long size(int item) {
        return Integer.toUnsignedLong(sizes[item]);
    }

    /**
     * {@return the CRC-32C of an item}
     *
     * @param item its number, from 0
     */
    public int checksum(int item) {
        return checksums[item];
    }
}
