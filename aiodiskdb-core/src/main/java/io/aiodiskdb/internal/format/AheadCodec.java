package io.aiodiskdb.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records of the write-ahead file to bytes and back. All numbers are little-endian, all but lsn and epoch unsigned.
 *
 * <pre>
 * offset  width  field
 *      0      2  magic, a1 dc
 *      2      1  version of the format, 1
 *      3      1  zero
 *      4      4  number of the record in its chain, from 0
 *      8      8  lsn of the base
 *     16      8  epoch of the base
 *     24      4  index
 *     28      4  from
 *     32      4  to
 *     36      4  i, number of items, 1 to 1 000 000
 *     40      4  CRC-32C of the bytes 0 to 39
 *     44     4i  size of each item
 *  44+4i     4i  CRC-32C of each item
 *  44+8i      4  CRC-32C of the bytes 0 to 39 and 44 to 43+8i
 *  48+8i   to-from  the items' bytes
 * </pre>
 *
 * Records begin at multiples of {@value #ALIGNMENT}. The items' bytes are covered by their own checksums.
 */
public final class AheadCodec {

    /** Records begin at multiples of it. */
    public static final int ALIGNMENT = 64;

    /** Bytes before the table of the items. */
    public static final int HEADER_BYTES = 44;

    private static final short MAGIC = (short) 0xDCA1; // a1 dc in little-endian order
    private static final byte VERSION = 1;
    private static final int CHECKED_HEADER_BYTES = 40;
    private static final int ITEM_BYTES = 8;
    private static final int CHECKSUM_BYTES = 4;
    private static final long MAX_INDEX = 999_999_999;

    private AheadCodec() {}

    /**
     * The first bytes of a record that have proved to be whole.
     *
     * @param version version of the format that wrote it
     * @param number its place in its chain
     * @param baseLsn lsn of its base
     * @param baseEpoch epoch of its base
     * @param items how many items it has
     * @param bytes how many bytes they have together
     */
    public record Header(int version, int number, long baseLsn, long baseEpoch, int items, long bytes) {

        /** {@return whether this version of the library can read the record} */
        public boolean isReadable() {
            return version == VERSION;
        }

        /** {@return offset of the items' bytes in the record} */
        public long dataAt() {
            return AheadCodec.dataAt(items);
        }

        /** {@return how far behind its begin the next record begins} */
        public long stride() {
            return AheadCodec.stride(items, bytes);
        }
    }

    /**
     * Tells where the items' bytes are.
     *
     * @param items how many there are
     * @return their offset in the record
     */
    public static long dataAt(int items) {
        return HEADER_BYTES + (long) ITEM_BYTES * items + CHECKSUM_BYTES;
    }

    /**
     * Tells how much room a record takes.
     *
     * @param items how many items there are
     * @param bytes how many bytes they have together
     * @return how far behind its begin the next record begins
     */
    public static long stride(int items, long bytes) {
        return (dataAt(items) + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /**
     * Writes all of a record but the items' bytes.
     *
     * @param record the record
     * @param target receives them at its position, which moves to where the items' bytes go
     */
    public static void encode(AheadRecord record, ByteBuffer target) {
        ByteBuffer out = target.order(ByteOrder.LITTLE_ENDIAN);
        int start = out.position();
        ItemTable items = record.items();
        out.putShort(MAGIC).put(VERSION).put((byte) 0).putInt(record.number());
        out.putLong(record.baseLsn()).putLong(record.baseEpoch());
        out.putInt(record.index()).putInt((int) record.from()).putInt((int) record.to());
        out.putInt(items.count());
        out.putInt(headerChecksum(out, start));
        for (int item = 0; item < items.count(); item++) {
            out.putInt((int) items.size(item));
        }
        for (int item = 0; item < items.count(); item++) {
            out.putInt(items.checksum(item));
        }
        out.putInt(recordChecksum(out, start, out.position()));
    }

    /**
     * Looks at the first bytes of a record.
     *
     * @param source the bytes
     * @param at where the record would begin; at least {@link #HEADER_BYTES} follow
     * @return what they say; {@code null} if they are not those of a record
     */
    public static @Nullable Header decodeHeader(ByteBuffer source, int at) {
        ByteBuffer in = source.order(ByteOrder.LITTLE_ENDIAN);
        if (in.getShort(at) != MAGIC || headerChecksum(in, at) != in.getInt(at + CHECKED_HEADER_BYTES)) {
            return null;
        }
        int number = in.getInt(at + 4);
        long lsn = in.getLong(at + 8);
        long index = unsigned(in, at + 24);
        long bytes = unsigned(in, at + 32) - unsigned(in, at + 28);
        int items = in.getInt(at + 36);
        boolean makesSense = number >= 0
                && lsn >= 0
                && index <= MAX_INDEX
                && items > 0
                && items <= JournalCodec.MAX_ITEMS
                && bytes >= items;
        return makesSense
                ? new Header(Byte.toUnsignedInt(in.get(at + 2)), number, lsn, in.getLong(at + 16), items, bytes)
                : null;
    }

    /**
     * Reads a record, and compares its items with their checksums.
     *
     * @param source the bytes
     * @param at where the record begins
     * @param header what {@link #decodeHeader} found there; the whole record is in the source
     * @return the record; {@code null} if it is not whole
     */
    public static @Nullable AheadRecord decode(ByteBuffer source, int at, Header header) {
        ByteBuffer in = source.order(ByteOrder.LITTLE_ENDIAN);
        int data = at + (int) header.dataAt();
        if (recordChecksum(in, at, data - CHECKSUM_BYTES) != in.getInt(data - CHECKSUM_BYTES)) {
            return null;
        }
        int sizes = at + HEADER_BYTES;
        ItemTable items = ItemTable.of(in, sizes, header.items());
        if (items.bytes() != header.bytes() || !areWhole(items, in, data)) {
            return null;
        }
        return new AheadRecord(
                header.number(),
                header.baseLsn(),
                header.baseEpoch(),
                in.getInt(at + 24),
                unsigned(in, at + 28),
                items);
    }

    private static boolean areWhole(ItemTable items, ByteBuffer in, int data) {
        int at = data;
        for (int item = 0; item < items.count(); item++) {
            int end = at + (int) items.size(item);
            CRC32C crc = new CRC32C();
            crc.update(in.duplicate().limit(end).position(at));
            if ((int) crc.getValue() != items.checksum(item)) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private static long unsigned(ByteBuffer in, int at) {
        return Integer.toUnsignedLong(in.getInt(at));
    }

    private static int headerChecksum(ByteBuffer in, int at) {
        CRC32C crc = new CRC32C();
        crc.update(in.duplicate().limit(at + CHECKED_HEADER_BYTES).position(at));
        return (int) crc.getValue();
    }

    private static int recordChecksum(ByteBuffer in, int at, int end) {
        CRC32C crc = new CRC32C();
        crc.update(in.duplicate().limit(at + CHECKED_HEADER_BYTES).position(at));
        crc.update(in.duplicate().limit(end).position(at + HEADER_BYTES));
        return (int) crc.getValue();
    }
}
