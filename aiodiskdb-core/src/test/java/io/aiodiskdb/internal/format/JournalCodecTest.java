package io.aiodiskdb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.aiodiskdb.internal.format.JournalRecord.Adopt;
import io.aiodiskdb.internal.format.JournalRecord.Clean;
import io.aiodiskdb.internal.format.JournalRecord.Commit;
import io.aiodiskdb.internal.format.JournalRecord.Drop;
import io.aiodiskdb.internal.format.JournalRecord.Open;
import io.aiodiskdb.internal.format.JournalRecord.Rtrim;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalCodecTest {

    private static final long EPOCH = 0x1122334455667788L;

    private static final String OPEN = ""
            + "a1db" // magic
            + "01" // version
            + "01" // type OPEN
            + "00000000" // length of the payload
            + "0100000000000000" // lsn 1
            + "8877665544332211" // epoch
            + "7b10efc9" // CRC-32C of the header
            + "7b10efc9"; // CRC-32C of the record

    private static final String COMMIT = ""
            + "a1db" // magic
            + "01" // version
            + "02" // type COMMIT
            + "38000000" // length of the payload, 56
            + "0200000000000000" // lsn 2
            + "8877665544332211" // epoch
            + "e31ce6fc" // CRC-32C of the header
            + "50000000" // from 80
            + "5d000000" // to 93
            + "02000000" // two parts
            + "02000000" // two items
            + "01000000" // first part: index 1
            + "50000000" // from 80
            + "5d000000" // to 93
            + "02000000" // second part: index 2
            + "00000000" // from 0
            + "2c010000" // to 300
            + "04000000" // size of the first item, "item"
            + "09000000" // size of the second item, "aiodiskdb"
            + "b468e2d4" // CRC-32C of "item"
            + "1a2ed7d9" // CRC-32C of "aiodiskdb"
            + "9d620b53"; // CRC-32C of the record

    private static final String ADOPT = ""
            + "a1db" // magic
            + "01" // version
            + "03" // type ADOPT
            + "08000000" // length of the payload
            + "0300000000000000" // lsn 3
            + "8877665544332211" // epoch
            + "b54dfc8d" // CRC-32C of the header
            + "18000000" // from 24
            + "ffffffff" // to 4294967295
            + "d8f74427"; // CRC-32C of the record

    private static final String RTRIM = ""
            + "a1db" // magic
            + "01" // version
            + "04" // type RTRIM
            + "08000000" // length of the payload
            + "0400000000000000" // lsn 4
            + "8877665544332211" // epoch
            + "2ef0377b" // CRC-32C of the header
            + "03000000" // index 3
            + "90010000" // position 400
            + "3b695076"; // CRC-32C of the record

    private static final String DROP = ""
            + "a1db" // magic
            + "01" // version
            + "05" // type DROP
            + "04000000" // length of the payload
            + "0500000000000000" // lsn 5
            + "8877665544332211" // epoch
            + "d095cde6" // CRC-32C of the header
            + "02010000" // index 258
            + "6ca84083"; // CRC-32C of the record

    private static final String CLEAN = ""
            + "a1db" // magic
            + "01" // version
            + "06" // type CLEAN
            + "00000000" // length of the payload
            + "0600000000000000" // lsn 6
            + "8877665544332211" // epoch
            + "e0ad243f" // CRC-32C of the header
            + "e0ad243f"; // CRC-32C of the record

    /** A record and its bytes, which no code of the library has made. */
    private static final class Golden {

        private final byte[] bytes;
        private final JournalRecord record;

        Golden(String hex, JournalRecord record) {
            this.bytes = HexFormat.of().parseHex(hex);
            this.record = record;
        }

        @Override
        public String toString() {
            return record.getClass().getSimpleName();
        }
    }

    private static Stream<Golden> goldens() {
        return Stream.of(
                new Golden(OPEN, new Open(1, EPOCH)),
                new Golden(COMMIT, commit()),
                new Golden(ADOPT, new Adopt(3, EPOCH, 24, 0xFFFF_FFFFL)),
                new Golden(RTRIM, new Rtrim(4, EPOCH, 3, 400)),
                new Golden(DROP, new Drop(5, EPOCH, 258)),
                new Golden(CLEAN, new Clean(6, EPOCH)));
    }

    private static Commit commit() {
        ItemTable items = new ItemTable();
        items.add(4, 0xd4e268b4);
        items.add(9, 0xd9d72e1a);
        return new Commit(2, EPOCH, 80, 93, items, List.of(new GroupPart(1, 80, 93), new GroupPart(2, 0, 300)));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void writesTheSpecifiedBytes(Golden golden) {
        assertThat(encode(golden.record)).isEqualTo(golden.bytes);
        assertThat(JournalCodec.encodedLength(golden.record)).isEqualTo(golden.bytes.length);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void readsTheSpecifiedBytes(Golden golden) {
        JournalRecord read = decode(golden.bytes);

        assertThat(read).usingRecursiveComparison().ignoringFields("items").isEqualTo(golden.record);
        if (read instanceof Commit commit) {
            assertThat(commit.items().count()).isEqualTo(2);
            assertThat(commit.items().bytes()).isEqualTo(13);
            assertThat(commit.items().size(1)).isEqualTo(9);
            assertThat(commit.items().checksum(0)).isEqualTo(0xd4e268b4);
            assertThat(commit.items().checksum(1)).isEqualTo(0xd9d72e1a);
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void readsARecordInTheMiddleOfABuffer(Golden golden) {
        ByteBuffer source = ByteBuffer.allocateDirect(golden.bytes.length + 12);
        source.put(7, golden.bytes);

        JournalCodec.Header header = JournalCodec.decodeHeader(source, 7);

        assertThat(header).isEqualTo(new JournalCodec.Header(1, golden.bytes.length, golden.record.lsn()));
        assertThat(header.isReadable()).isTrue();
        assertThat(JournalCodec.decode(source, 7, header)).hasSameClassAs(golden.record);
        assertThat(source.position()).isZero();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void refusesEachChangedBit(Golden golden) {
        for (int bit = 0; bit < golden.bytes.length * 8; bit++) {
            byte[] changed = golden.bytes.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThat(decode(changed))
                    .as("bit %s of byte %s", bit % 8, bit / 8)
                    .isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void refusesARecordWhoseEndWasNotWritten(Golden golden) {
        for (int kept = 0; kept < golden.bytes.length; kept++) {
            assertThat(decode(Arrays.copyOf(Arrays.copyOf(golden.bytes, kept), golden.bytes.length)))
                    .as("%s bytes, then zeros", kept)
                    .isNull();
        }
    }

    /** The head of a new record on one sector, the rest of an old one of the same length on the next. */
    @Test
    void refusesAHeaderWithThePayloadOfAnotherRecord() {
        byte[] older = encode(new Rtrim(7, EPOCH, 3, 400));
        byte[] newer = encode(new Rtrim(9, EPOCH + 1, 8, 12));
        byte[] mixed = newer.clone();
        System.arraycopy(
                older,
                JournalCodec.HEADER_BYTES,
                mixed,
                JournalCodec.HEADER_BYTES,
                mixed.length - JournalCodec.HEADER_BYTES);

        assertThat(decode(mixed)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1 << 30, 9_000_000})
    void refusesAnImpossibleLengthBeforeTakingMemoryForIt(int length) {
        ByteBuffer header = ByteBuffer.wrap(header((byte) 2, length, 1));

        assertThat(allocatedBy(
                        () -> assertThat(JournalCodec.decodeHeader(header, 0)).isNull()))
                .isLessThan(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1_000_001, 0x2000_0001})
    void refusesAnImpossibleNumberOfItemsOrPartsBeforeTakingMemoryForIt(int count) {
        byte[] items = record((byte) 2, ints(0, 4, 1, count, 1, 0, 4, 4, 0));
        byte[] parts = record((byte) 2, ints(0, 4, count, 1, 1, 0, 4, 4, 0));

        assertThat(allocatedBy(() -> assertThat(decode(items)).isNull())).isLessThan(1 << 20);
        assertThat(allocatedBy(() -> assertThat(decode(parts)).isNull())).isLessThan(1 << 20);
    }

    @Test
    void refusesPayloadsThatMakeNoSense() {
        assertThat(decode(record((byte) 2, ints(0, 4, 1, 1, 1, 0, 4, 4, 0))))
                .as("the pattern")
                .isNotNull();
        assertThat(decode(record((byte) 2, ints(0, 4, 1, 1, 1, 0, 4, 5, 0))))
                .as("sizes that do not add up")
                .isNull();
        assertThat(decode(record((byte) 2, ints(0, 4, 0, 1, 4, 0))))
                .as("no part")
                .isNull();
        assertThat(decode(record((byte) 2, ints(0, 0, 1, 0, 1, 0, 4))))
                .as("no item")
                .isNull();
        assertThat(decode(record((byte) 2, ints(0, 4, 1, 1, 1, 4, 4, 4, 0))))
                .as("an empty part")
                .isNull();
        assertThat(decode(record((byte) 2, ints(0, 4, 2, 1, 1, 0, 4, 1, 0, 4, 4, 0))))
                .as("a part twice")
                .isNull();
        assertThat(decode(record((byte) 2, ints(0, 4, 1, 1, -1, 0, 4, 4, 0))))
                .as("a negative index")
                .isNull();
        assertThat(decode(record((byte) 2, ints(0, 4, 1))))
                .as("a payload that is too short")
                .isNull();
        assertThat(decode(record((byte) 3, ints(5, 4))))
                .as("an end before the beginning")
                .isNull();
        assertThat(decode(record((byte) 3, ints(5)))).as("ADOPT without an end").isNull();
        assertThat(decode(record((byte) 4, ints(-1, 4))))
                .as("RTRIM of a negative index")
                .isNull();
        assertThat(decode(record((byte) 4, ints(1, 4, 4))))
                .as("RTRIM that is too long")
                .isNull();
        assertThat(decode(record((byte) 5, ints(-1))))
                .as("DROP of a negative index")
                .isNull();
        assertThat(decode(record((byte) 5, ints()))).as("DROP of nothing").isNull();
        assertThat(decode(record((byte) 1, ints(0)))).as("OPEN with a payload").isNull();
        assertThat(decode(record((byte) 6, ints(0)))).as("CLEAN with a payload").isNull();
        assertThat(decode(record((byte) 0, ints()))).as("type 0").isNull();
        assertThat(decode(record((byte) 7, ints()))).as("type 7").isNull();
    }

    @Test
    void refusesANegativeLsn() {
        assertThat(JournalCodec.decodeHeader(ByteBuffer.wrap(header((byte) 1, 0, -1)), 0))
                .isNull();
    }

    @Test
    void knowsARecordOfANewerVersionWithoutReadingIt() {
        byte[] newer = header((byte) 1, 0, 8);
        newer[2] = 2;
        ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN).putInt(24, crc(newer, 24));

        JournalCodec.Header header = JournalCodec.decodeHeader(ByteBuffer.wrap(newer), 0);

        assertThat(header).isEqualTo(new JournalCodec.Header(2, 32, 8));
        assertThat(header.isReadable()).isFalse();
    }

    @Test
    void keepsUnsignedNumbersAndAsManyItemsAsAGroupMayHave() {
        ItemTable items = new ItemTable();
        items.add(0xFFFF_FFFFL - JournalCodec.MAX_ITEMS + 1, -1);
        for (int item = 1; item < JournalCodec.MAX_ITEMS; item++) {
            items.add(1, item);
        }
        Commit commit = new Commit(
                Long.MAX_VALUE, -1, 0, 0xFFFF_FFFFL, items, List.of(new GroupPart(Integer.MAX_VALUE, 0, 0xFFFF_FFFFL)));

        Commit read = (Commit) decode(encode(commit));

        assertThat(read.lsn()).isEqualTo(Long.MAX_VALUE);
        assertThat(read.epoch()).isEqualTo(-1);
        assertThat(read.to()).isEqualTo(0xFFFF_FFFFL);
        assertThat(read.parts()).isEqualTo(commit.parts());
        assertThat(read.items().count()).isEqualTo(JournalCodec.MAX_ITEMS);
        assertThat(read.items().size(0)).isEqualTo(items.size(0));
        assertThat(read.items().checksum(0)).isEqualTo(-1);
        assertThat(read.items().checksum(JournalCodec.MAX_ITEMS - 1)).isEqualTo(JournalCodec.MAX_ITEMS - 1);
    }

    private static byte[] encode(JournalRecord record) {
        ByteBuffer target = ByteBuffer.allocate(JournalCodec.encodedLength(record));
        JournalCodec.encode(record, target);
        assertThat(target.hasRemaining()).isFalse();
        return target.array();
    }

    private static JournalRecord decode(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        JournalCodec.Header header = JournalCodec.decodeHeader(source, 0);
        return header == null || !header.isReadable() || header.length() > bytes.length
                ? null
                : JournalCodec.decode(source, 0, header);
    }

    /** The first 28 bytes of a record, with a right checksum. */
    private static byte[] header(byte type, int length, long lsn) {
        byte[] header = new byte[JournalCodec.HEADER_BYTES];
        ByteBuffer out = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 0xa1).put((byte) 0xdb).put((byte) 1).put(type);
        out.putInt(length).putLong(lsn).putLong(EPOCH).putInt(crc(header, 24));
        return header;
    }

    /** A record of any payload, with right checksums. */
    private static byte[] record(byte type, byte[] payload) {
        byte[] record = Arrays.copyOf(header(type, payload.length, 1), JournalCodec.FRAME_BYTES + payload.length);
        System.arraycopy(payload, 0, record, JournalCodec.HEADER_BYTES, payload.length);
        ByteBuffer.wrap(record)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(record.length - 4, crc(withoutHeaderChecksum(record)));
        return record;
    }

    private static byte[] withoutHeaderChecksum(byte[] record) {
        byte[] covered = new byte[record.length - 8];
        System.arraycopy(record, 0, covered, 0, 24);
        System.arraycopy(record, JournalCodec.HEADER_BYTES, covered, 24, covered.length - 24);
        return covered;
    }

    private static int crc(byte[] bytes) {
        return crc(bytes, bytes.length);
    }

    private static byte[] ints(int... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** Of the second run: the first one loads classes. */
    private static long allocatedBy(Runnable work) {
        work.run();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
