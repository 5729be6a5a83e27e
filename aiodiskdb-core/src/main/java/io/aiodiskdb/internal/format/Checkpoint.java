package io.aiodiskdb.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What the Python library notes of its files before it appends to them; found only where it died in doing so.
 *
 * <pre>
 * for each file, 52 bytes, little-endian:
 *      0      6  index
 *      6      6  length of the file
 *     12      8  its last bytes
 *     20     32  a SHA-256, always that of nothing, and so ignored
 * </pre>
 *
 * @param files what it notes
 */
public record Checkpoint(List<FileState> files) {

    /** Most bytes of a checkpoint that are read: more files than there can be. */
    public static final int MAX_BYTES = 52 * 100_000;

    private static final int ENTRY_BYTES = 52;
    private static final int LAST_BYTES = 8;

    /**
     * A data file at the moment of the checkpoint.
     *
     * @param index its number
     * @param length its length in bytes
     * @param lastBytes its last eight bytes, as hexadecimal digits
     */
    public record FileState(long index, long length, String lastBytes) {}

    /**
     * Reads a checkpoint. One that is torn was written before anything else: its last entry is not missed.
     *
     * @param bytes all its bytes, from the position to the limit
     * @return the whole entries
     */
    public static Checkpoint decode(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        List<FileState> files = new ArrayList<>();
        for (int at = 0; at + ENTRY_BYTES <= in.limit(); at += ENTRY_BYTES) {
            byte[] last = new byte[LAST_BYTES];
            in.get(at + 12, last);
            files.add(new FileState(
                    unsigned48(in, at), unsigned48(in, at + 6), HexFormat.of().formatHex(last)));
        }
        return new Checkpoint(List.copyOf(files));
    }

    private static long unsigned48(ByteBuffer in, int at) {
        return Integer.toUnsignedLong(in.getInt(at)) | ((long) Short.toUnsignedInt(in.getShort(at + 4)) << 32);
    }
}
