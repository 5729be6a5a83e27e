package io.aiodiskdb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SegmentHeaderTest {

    private static final int GENESIS = 0x0dce8f37;

    private static final String GOLDEN = ""
            + "0dce8f37" // genesis bytes
            + "e0930400" // trim offset 300000
            + "00000000000000000000000000000000"; // 16 zeros

    @Test
    void writesTheSpecifiedBytes() {
        assertThat(HexFormat.of().formatHex(encoded(GENESIS, 300_000))).isEqualTo(GOLDEN);
    }

    @Test
    void readsTheSpecifiedBytes() {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);

        assertThat(decode(golden, GENESIS)).isEqualTo(new SegmentHeader(GENESIS, 300_000));
        assertThat(fault(golden, GENESIS)).isNull();
    }

    @Test
    void takesTheGenesisBytesInTheOrderInWhichTheyAreWritten() {
        assertThat(SegmentHeader.genesisOf("0dce8f37")).isEqualTo(GENESIS);
        assertThat(encoded(SegmentHeader.genesisOf("f00d0001"), 0))
                .startsWith(0xf0, 0x0d, 0x00, 0x01)
                .hasSize(SegmentHeader.BYTES);
    }

    @Test
    void keepsAnUnsignedTrimOffset() {
        assertThat(decode(encoded(GENESIS, 0xFFFF_FFFFL), GENESIS)).isEqualTo(new SegmentHeader(GENESIS, 0xFFFF_FFFFL));
    }

    @Test
    void refusesEachChangedByteButThoseOfTheTrimOffset() {
        for (int at = 0; at < SegmentHeader.BYTES; at++) {
            byte[] changed = HexFormat.of().parseHex(GOLDEN);
            changed[at] ^= 0x10;

            boolean trimOffset = at >= 4 && at < 8;
            assertThat(decode(changed, GENESIS) != null).as("byte %s", at).isEqualTo(trimOffset);
            if (!trimOffset) {
                assertThat(fault(changed, GENESIS)).as("byte %s", at).contains("expected", "found");
            }
        }
    }

    @Test
    void refusesATruncatedHeader() {
        for (int length = 0; length < SegmentHeader.BYTES; length++) {
            byte[] cut = Arrays.copyOf(HexFormat.of().parseHex(GOLDEN), length);

            assertThat(decode(cut, GENESIS)).as("%s bytes", length).isNull();
            assertThat(fault(cut, GENESIS)).contains("24 bytes").contains(String.valueOf(length));
        }
    }

    @Test
    void namesExpectedAndFoundGenesisBytes() {
        assertThat(fault(HexFormat.of().parseHex(GOLDEN), 0x626c6f6b)).contains("626c6f6b", "0dce8f37");
    }

    private static byte[] encoded(int genesis, long trimOffset) {
        ByteBuffer encoded = new SegmentHeader(genesis, trimOffset).encode();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static SegmentHeader decode(byte[] bytes, int genesis) {
        return SegmentHeader.decode(read(bytes), genesis);
    }

    private static String fault(byte[] bytes, int genesis) {
        return SegmentHeader.fault(read(bytes), genesis);
    }

    /** A buffer as it is after reading the beginning of a file. */
    private static ByteBuffer read(byte[] bytes) {
        return ByteBuffer.allocate(SegmentHeader.BYTES).put(bytes);
    }
}
