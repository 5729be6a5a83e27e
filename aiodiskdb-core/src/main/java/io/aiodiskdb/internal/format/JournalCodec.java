package io.aiodiskdb.internal.format;

import io.aiodiskdb.internal.format.JournalRecord.Adopt;
import io.aiodiskdb.internal.format.JournalRecord.Clean;
import io.aiodiskdb.internal.format.JournalRecord.Commit;
import io.aiodiskdb.internal.format.JournalRecord.Drop;
import io.aiodiskdb.internal.format.JournalRecord.Open;
import io.aiodiskdb.internal.format.JournalRecord.Rtrim;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Journal records to bytes and back. All numbers are little-endian, all but lsn and epoch unsigned.
 *
 * <pre>
 * offset  width  field
 *      0      2  magic, a1 db
 *      2      1  version of the format, 1
 *      3      1  type: 1 OPEN, 2 COMMIT, 3 ADOPT, 4 RTRIM, 5 DROP, 6 CLEAN
 *      4      4  n, length of the payload
 *      8      8  lsn
 *     16      8  epoch
 *     24      4  CRC-32C of the bytes 0 to 23
 *     28      n  payload
 *   28+n      4  CRC-32C of the bytes 0 to 23 and 28 to 27+n
 *
 * COMMIT   from u32, to u32, number of parts p u32, number of items i u32,
 *          p × (index u32, from u32, to u32), i × size u32, i × CRC-32C u32
 * ADOPT    from u32, to u32
 * RTRIM    index u32, position u32
 * DROP     index u32
 * OPEN, CLEAN   nothing
 * </pre>
 *
 * <p>The header has a checksum of its own, so that a length is believed before memory is taken for it. The second checksum
 * passes the first one over: a CRC over bytes and their own CRC is the same for all bytes, and would not bind the payload to
 * its header.
 */
public final class JournalCodec {

    /** Bytes before the payload. */
    public static final int HEADER_BYTES = 28;

    /** Bytes of a record beside its payload. */
    public static final int FRAME_BYTES = HEADER_BYTES + 4;

    /** Most items of a group. */
    public static final int MAX_ITEMS = 1_000_000;

    /** Most parts of a group. */
    public static final int MAX_PARTS = 1024;

    private static final short MAGIC = (short) 0xDBA1; // a1 db in little-endian order
    private static final byte VERSION = 1;
    private static final int CHECKED_HEADER_BYTES = 24;
    private static final int COMMIT_FIXED_BYTES = 16;
    private static final int PART_BYTES = 12;
    private static final int ITEM_BYTES = 8;

    /** Longest payload that is written or believed. */
    private static final int MAX_PAYLOAD_BYTES = COMMIT_FIXED_BYTES + PART_BYTES * MAX_PARTS + ITEM_BYTES * MAX_ITEMS;

    private static final byte OPEN = 1;
    private static final byte COMMIT = 2;
    private static final byte ADOPT = 3;
    private static final byte RTRIM = 4;
    private static final byte DROP = 5;
    private static final byte CLEAN = 6;

    private JournalCodec() {}

    /**
     * The first bytes of a record that have proved to be whole.
     *
     * @param version version of the format that wrote it
     * @param length length of the whole record in bytes
     * @param lsn log sequence number
     */
    public record Header(int version, int length, long lsn) {

        /** {@return whether this version of the library can read the record} */
        public boolean isReadable() {
            return version == VERSION;
        }
    }

    /**
     * Tells how long a record gets.
     *
     * @param record the record
     * @return bytes, frame included
     */
    public static int encodedLength(JournalRecord record) {
        return FRAME_BYTES + payloadLength(record);
    }

    private static int payloadLength(JournalRecord record) {
        if (record instanceof Commit commit) {
            return COMMIT_FIXED_BYTES
                    + PART_BYTES * commit.parts().size()
                    + ITEM_BYTES * commit.items().count();
        }
        if (record instanceof Adopt || record instanceof Rtrim) {
            return 8;
        }
        return record instanceof Drop ? 4 : 0;
    }

    /**
     * Writes a record.
     *
     * @param record the record
     * @param target receives {@link #encodedLength} bytes at its position, which moves behind them
     */
    public static void encode(JournalRecord record, ByteBuffer target) {
        ByteBuffer out = target.order(ByteOrder.LITTLE_ENDIAN);
        int start = out.position();
        out.putShort(MAGIC).put(VERSION).put(typeOf(record)).putInt(payloadLength(record));
        out.putLong(record.lsn()).putLong(record.epoch());
        out.putInt(headerChecksum(out, start));
        encodePayload(record, out);
        out.putInt(recordChecksum(out, start, out.position()));
    }

    private static byte typeOf(JournalRecord record) {
        if (record instanceof Open) {
            return OPEN;
        }
        if (record instanceof Commit) {
            return COMMIT;
        }
        if (record instanceof Adopt) {
            return ADOPT;
        }
        if (record instanceof Rtrim) {
            return RTRIM;
        }
        return record instanceof Drop ? DROP : CLEAN;
    }

    private static void encodePayload(JournalRecord record, ByteBuffer out) {
        if (record instanceof Commit commit) {
            ItemTable items = commit.items();
            out.putInt((int) commit.from()).putInt((int) commit.to());
            out.putInt(commit.parts().size()).putInt(items.count());
            for (GroupPart part : commit.parts()) {
                out.putInt(part.index()).putInt((int) part.from()).putInt((int) part.to());
            }
            for (int item = 0; item < items.count(); item++) {
                out.putInt((int) items.size(item));
            }
            for (int item = 0; item < items.count(); item++) {
                out.putInt(items.checksum(item));
            }
        } else if (record instanceof Adopt adopt) {
            out.putInt((int) adopt.from()).putInt((int) adopt.to());
        } else if (record instanceof Rtrim rtrim) {
            out.putInt(rtrim.index()).putInt((int) rtrim.position());
        } else if (record instanceof Drop drop) {
            out.putInt(drop.index());
        }
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
        if (in.getShort(at) != MAGIC) {
            return null;
        }
        int payload = in.getInt(at + 4);
        long lsn = in.getLong(at + 8);
        if (payload < 0
                || payload > MAX_PAYLOAD_BYTES
                || lsn < 0
                || headerChecksum(in, at) != in.getInt(at + CHECKED_HEADER_BYTES)) {
            return null;
        }
        return new Header(Byte.toUnsignedInt(in.get(at + 2)), payload + FRAME_BYTES, lsn);
    }

    /**
     * Reads a record.
     *
     * @param source the bytes
     * @param at where the record begins
     * @param header what {@link #decodeHeader} found there; all its bytes are in the source
     * @return the record; {@code null} if it is not whole, or makes no sense
     */
    public static @Nullable JournalRecord decode(ByteBuffer source, int at, Header header) {
        ByteBuffer in = source.order(ByteOrder.LITTLE_ENDIAN);
        int end = at + header.length() - 4;
        if (recordChecksum(in, at, end) != in.getInt(end)) {
            return null;
        }
        long lsn = header.lsn();
        long epoch = in.getLong(at + 16);
        int payload = at + HEADER_BYTES;
        int length = header.length() - FRAME_BYTES;
        return switch (in.get(at + 3)) {
            case OPEN -> length == 0 ? new Open(lsn, epoch) : null;
            case COMMIT -> decodeCommit(in, payload, length, lsn, epoch);
            case ADOPT ->
                length == 8 && unsigned(in, payload) <= unsigned(in, payload + 4)
                        ? new Adopt(lsn, epoch, unsigned(in, payload), unsigned(in, payload + 4))
                        : null;
            case RTRIM ->
                length == 8 && in.getInt(payload) >= 0
                        ? new Rtrim(lsn, epoch, in.getInt(payload), unsigned(in, payload + 4))
                        : null;
            case DROP -> length == 4 && in.getInt(payload) >= 0 ? new Drop(lsn, epoch, in.getInt(payload)) : null;
            case CLEAN -> length == 0 ? new Clean(lsn, epoch) : null;
            default -> null;
        };
    }

    private static @Nullable JournalRecord decodeCommit(ByteBuffer in, int at, int length, long lsn, long epoch) {
        if (length < COMMIT_FIXED_BYTES) {
            return null;
        }
        long from = unsigned(in, at);
        long to = unsigned(in, at + 4);
        int partCount = in.getInt(at + 8);
        int itemCount = in.getInt(at + 12);
        if (partCount < 1
                || partCount > MAX_PARTS
                || itemCount < 1
                || itemCount > MAX_ITEMS
                || length != COMMIT_FIXED_BYTES + PART_BYTES * partCount + ITEM_BYTES * itemCount) {
            return null;
        }
        List<GroupPart> parts = decodeParts(in, at + COMMIT_FIXED_BYTES, partCount);
        if (parts == null) {
            return null;
        }
        int sizes = at + COMMIT_FIXED_BYTES + PART_BYTES * partCount;
        ItemTable items = ItemTable.of(in, sizes, itemCount);
        return items.bytes() == to - from ? new Commit(lsn, epoch, from, to, items, parts) : null;
    }

    private static @Nullable List<GroupPart> decodeParts(ByteBuffer in, int start, int count) {
        List<GroupPart> parts = new ArrayList<>(count);
        int last = -1;
        for (int number = 0; number < count; number++) {
            int at = start + PART_BYTES * number;
            GroupPart part = new GroupPart(in.getInt(at), unsigned(in, at + 4), unsigned(in, at + 8));
            if (part.index() <= last || part.from() >= part.to()) {
                return null;
            }
            last = part.index();
            parts.add(part);
        }
        return parts;
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
