package io.aiodiskdb.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The place of a range of bytes in a database: what {@code add} answers and {@code read} takes.
 *
 * <p>Each number is an unsigned 32-bit value, so that a location serializes to exactly 12 bytes.
 *
 * @param index number of the data file, 0 to 2<sup>32</sup>−1 in the serialized form, at most {@link Integer#MAX_VALUE}
 *     here
 * @param position offset of the first byte inside the index in bytes, file header excluded, 0 to 2<sup>32</sup>−1
 * @param size number of bytes, 0 to 2<sup>32</sup>−1; a range of no bytes is a legal value that holds no item
 */
public record ItemLocation(int index, long position, long size) implements Comparable<ItemLocation> {

    /** Number of bytes of the serialized form. */
    public static final int BYTES = 12;

    private static final long MAX_UNSIGNED_INT = 0xFFFF_FFFFL;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is negative or does not fit its range, or if the range ends behind
     *     2<sup>32</sup>−1
     */
    public ItemLocation {
        if (index < 0) {
            throw new IllegalArgumentException("index must be 0 to " + Integer.MAX_VALUE + ", but is " + index);
        }
        requireUnsignedInt("position", position);
        requireUnsignedInt("size", size);
        if (position + size > MAX_UNSIGNED_INT) {
            throw new IllegalArgumentException(
                    "position + size must be at most " + MAX_UNSIGNED_INT + ", but is " + position + " + " + size);
        }
    }

    private static void requireUnsignedInt(String name, long value) {
        if (value < 0 || value > MAX_UNSIGNED_INT) {
            throw new IllegalArgumentException(name + " must be 0 to " + MAX_UNSIGNED_INT + ", but is " + value);
        }
    }

    /** {@return the position behind the last byte of this range} */
    public long end() {
        return position + size;
    }

    /**
     * {@return the 12 bytes of the serialized form: index, position and size as unsigned 32-bit little-endian numbers}
     *
     * <p>The form of the Python library: {@code (1, 80, 1024333)} is {@code 01000000500000004da10f00}.
     */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(index)
                .putInt((int) position)
                .putInt((int) size)
                .array();
    }

    /**
     * Reads the serialized form.
     *
     * @param bytes exactly 12 bytes, as {@link #toBytes()} gives them
     * @return the location
     * @throws IllegalArgumentException if the length is not 12 or a number is out of range
     */
    public static ItemLocation fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a location has " + BYTES + " bytes, but these are " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new ItemLocation(
                buffer.getInt(), Integer.toUnsignedLong(buffer.getInt()), Integer.toUnsignedLong(buffer.getInt()));
    }

    /**
     * Reads the text form.
     *
     * @param text {@code index:position:size} in decimal, as {@link #toString()} gives it
     * @return the location
     * @throws IllegalArgumentException if the text has another form or a number is out of range
     */
    public static ItemLocation parse(String text) {
        Objects.requireNonNull(text, "text");
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw malformed(text);
        }
        long index = number(parts[0], text);
        if (index > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("index must be 0 to " + Integer.MAX_VALUE + ", but is " + index);
        }
        return new ItemLocation((int) index, number(parts[1], text), number(parts[2], text));
    }

    private static long number(String digits, String text) {
        if (digits.isEmpty() || digits.length() > 10 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed(text);
        }
        return Long.parseLong(digits);
    }

    private static IllegalArgumentException malformed(String text) {
        String shown = text.length() <= 64 ? text : text.substring(0, 64) + "…";
        return new IllegalArgumentException("a location is index:position:size, but this is \"" + shown + "\"");
    }

    /** Orders by index, then position, then size: the commit order of a database. */
    @Override
    public int compareTo(ItemLocation other) {
        int byIndex = Integer.compare(index, other.index);
        if (byIndex != 0) {
            return byIndex;
        }
        int byPosition = Long.compare(position, other.position);
        return byPosition != 0 ? byPosition : Long.compare(size, other.size);
    }

    /** {@return {@code index:position:size} in decimal} */
    @Override
    public String toString() {
        return index + ":" + position + ":" + size;
    }
}
