package io.aiodiskdb.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a data file, as the Python library writes them.
 *
 * <pre>
 * offset  width  field
 *      0      4  genesis bytes
 *      4      4  trim offset, u32 little-endian: logical bytes that were cut off on the left
 *      8     16  zeros
 * </pre>
 *
 * @param genesis the genesis bytes, the first of them in the highest byte
 * @param trimOffset logical bytes that were cut off on the left
 */
public record SegmentHeader(int genesis, long trimOffset) {

    /** Length of the header; the file offset of a position is this + position − trim offset. */
    public static final int BYTES = 24;

    private static final int FIRST_ZERO = 8;

    /**
     * Reads the genesis bytes of a configuration.
     *
     * @param hex eight hexadecimal digits
     * @return the value as in {@link #genesis()}
     */
    public static int genesisOf(String hex) {
        return HexFormat.fromHexDigits(hex);
    }

    /** {@return the bytes, ready to be read} */
    public ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
        bytes.order(ByteOrder.BIG_ENDIAN).putInt(genesis);
        bytes.order(ByteOrder.LITTLE_ENDIAN).putInt((int) trimOffset);
        return bytes.position(0).limit(BYTES);
    }

    /**
     * Reads a header.
     *
     * @param bytes the first bytes of a file, from 0 to the position of the buffer
     * @param genesis the genesis bytes that it must have
     * @return the header; {@code null} if it is not one
     */
    public static @Nullable SegmentHeader decode(ByteBuffer bytes, int genesis) {
        return fault(bytes, genesis) == null
                ? new SegmentHeader(
                        genesis,
                        Integer.toUnsignedLong(
                                bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(4)))
                : null;
    }

    /**
     * Tells what is wrong with a header.
     *
     * @param bytes the first bytes of a file, from 0 to the position of the buffer
     * @param genesis the genesis bytes that it must have
     * @return expected and actual value; {@code null} if nothing is wrong
     */
    public static @Nullable String fault(ByteBuffer bytes, int genesis) {
        if (bytes.position() < BYTES) {
            return "the header has " + BYTES + " bytes, but the file only " + bytes.position();
        }
        int found = bytes.order(ByteOrder.BIG_ENDIAN).getInt(0);
        if (found != genesis) {
            return "expected the genesis bytes " + HexFormat.of().toHexDigits(genesis) + ", but found "
                    + HexFormat.of().toHexDigits(found);
        }
        for (int at = FIRST_ZERO; at < BYTES; at++) {
            if (bytes.get(at) != 0) {
                return "expected 0 at offset " + at + " of the header, but found " + (bytes.get(at) & 0xff);
            }
        }
        return null;
    }
}
