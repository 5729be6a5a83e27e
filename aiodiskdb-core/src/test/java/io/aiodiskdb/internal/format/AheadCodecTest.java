package io.aiodiskdb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The bytes of the write-ahead file. */
class AheadCodecTest {

    private static final long EPOCH = 0x1122334455667788L;
    private static final byte[] FIRST = "helloworld!".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECOND = "again".getBytes(StandardCharsets.UTF_8);

    private static ItemTable table(byte[]... items) {
        ItemTable table = new ItemTable();
        for (byte[] item : items) {
            CRC32C crc = new CRC32C();
            crc.update(item);
            table.add(item.length, (int) crc.getValue());
        }
        return table;
    }

    /** The items {@code hello} and {@code world!}, and behind them {@code again}. */
    static ByteBuffer twoRecords() {
        ItemTable first = table("hello".getBytes(StandardCharsets.UTF_8), "world!".getBytes(StandardCharsets.UTF_8));
        ItemTable second = table(SECOND);
        ByteBuffer file =
                ByteBuffer.allocate((int) (AheadCodec.stride(2, FIRST.length) + AheadCodec.stride(1, SECOND.length)));
        AheadCodec.encode(new AheadRecord(0, 2, EPOCH, 3, 100, first), file);
        file.put(FIRST);
        file.position((int) AheadCodec.stride(2, FIRST.length));
        AheadCodec.encode(new AheadRecord(1, 2, EPOCH, 3, 111, second), file);
        file.put(SECOND);
        return file;
    }

    @Test
    void bytesAreThoseOfTheDocumentation() {
        byte[] record = new byte[75];
        twoRecords().get(0, record);

        assertThat(HexFormat.of().formatHex(record))
                .isEqualTo("a1dc0100" + "00000000" + "0200000000000000" + "8877665544332211" // number 0; lsn, epoch
                        + "03000000" + "64000000" + "6f000000" + "02000000" + "014d73c3" // 3, 100 to 111, 2 items
                        + "05000000" + "06000000" + "4cbb719a" + "9656996d" + "18b6d0de" // sizes and checksums
                        + HexFormat.of().formatHex(FIRST));
    }

    @Test
    void recordsComeBackAsTheyWere() {
        ByteBuffer file = twoRecords();
        AheadCodec.Header first = AheadCodec.decodeHeader(file, 0);
        assertThat(first).isNotNull();
        AheadRecord record = AheadCodec.decode(file, 0, first);
        assertThat(record).isNotNull();
        assertThat(record.number()).isZero();
        assertThat(record.baseLsn()).isEqualTo(2);
        assertThat(record.baseEpoch()).isEqualTo(EPOCH);
        assertThat(record.index()).isEqualTo(3);
        assertThat(record.from()).isEqualTo(100);
        assertThat(record.to()).isEqualTo(111);
        assertThat(record.items().count()).isEqualTo(2);
        assertThat(first.stride()).isEqualTo(128);
        AheadCodec.Header second = AheadCodec.decodeHeader(file, 128);
        assertThat(second).isNotNull();
        assertThat(second.number()).isEqualTo(1);
    }

    @Test
    void noBitOfARecordCanBeOtherwise() {
        ByteBuffer file = twoRecords();
        int bits = 8 * (int) (AheadCodec.dataAt(2) + FIRST.length);
        for (int bit = 0; bit < bits; bit++) {
            byte[] flipped = new byte[file.capacity()];
            file.get(0, flipped);
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            ByteBuffer bytes = ByteBuffer.wrap(flipped);
            AheadCodec.Header header = AheadCodec.decodeHeader(bytes, 0);
            assertThat(header == null || AheadCodec.decode(bytes, 0, header) == null)
                    .as("noticed: bit %d", bit)
                    .isTrue();
        }
    }
}
