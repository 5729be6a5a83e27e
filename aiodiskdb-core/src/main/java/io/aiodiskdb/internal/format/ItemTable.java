package io.aiodiskdb.internal.format;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Sizes and checksums of items that lie back to back. Confined to one thread while it grows; shared only afterwards.
 */
public final class ItemTable {

    private static final int INITIAL_CAPACITY = 16;

    private static final long UNSIGNED = 0xffff_ffffL;

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
     * Makes a table of what a record holds.
     *
     * @param source the sizes, then the checksums, in 32 bits each; its order of bytes is that of the record
     * @param at where they begin
     * @param count number of items
     * @return the table
     */
    static ItemTable of(ByteBuffer source, int at, int count) {
        ItemTable table = new ItemTable(count);
        IntBuffer numbers = source.slice(at, 2 * Integer.BYTES * count)
                .order(source.order())
                .asIntBuffer();
        numbers.get(table.sizes).get(table.checksums);
        table.count = count;
        table.bytes = sum(table.sizes);
        return table;
    }

    /** Short, because an opening runs it for each item before it is compiled. */
    private static long sum(int[] sizes) {
        long sum = 0;
        for (int size : sizes) {
            sum += size & UNSIGNED;
        }
        return sum;
    }

    /**
     * Appends an item.
     *
     * @param size its bytes, an unsigned 32-bit number
     * @param checksum its CRC-32C
     */
    public void add(long size, int checksum) {
        reserve(1);
        sizes[count] = (int) size;
        checksums[count] = checksum;
        count++;
        bytes += size;
    }

    /**
     * Makes room, so that adding allocates nothing.
     *
     * @param more for how many items
     */
    public void reserve(int more) {
        if (count + more > sizes.length) {
            int capacity = Math.max(Math.max(INITIAL_CAPACITY, count + more), count * 2);
            int[] moreSizes = Arrays.copyOf(sizes, capacity);
            checksums = Arrays.copyOf(checksums, capacity);
            sizes = moreSizes; // both or none, if there is not enough memory
        }
    }

    /**
     * Appends the items of another table.
     *
     * @param others the items; not changed
     */
    public void addAll(ItemTable others) {
        reserve(others.count);
        System.arraycopy(others.sizes, 0, sizes, count, others.count);
        System.arraycopy(others.checksums, 0, checksums, count, others.count);
        count += others.count;
        bytes += others.bytes;
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
