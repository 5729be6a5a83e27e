package io.aiodiskdb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.format.Checkpoint.FileState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private static final String GOLDEN = ""
            + "010000000000" // index 1
            + "d82709000000" // length 600024
            + "0102030405060708" // last bytes
            + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // SHA-256 of nothing
            + "ffffffffffff" // index 2^48 - 1
            + "000000000001" // length 2^40
            + "f0f1f2f3f4f5f6f7" // last bytes
            + "0000000000000000000000000000000000000000000000000000000000000000"; // SHA-256, not looked at

    @Test
    void readsTheSpecifiedBytes() {
        assertThat(decode(HexFormat.of().parseHex(GOLDEN)).files())
                .containsExactly(
                        new FileState(1, 600_024, "0102030405060708"),
                        new FileState((1L << 48) - 1, 1L << 40, "f0f1f2f3f4f5f6f7"));
    }

    @Test
    void findsNothingInAnEmptyOne() {
        assertThat(decode(new byte[0]).files()).isEmpty();
    }

    @Test
    void leavesOutAnEntryThatIsTorn() {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        for (int length = 0; length < golden.length; length++) {
            assertThat(decode(Arrays.copyOf(golden, length)).files())
                    .as("%s bytes", length)
                    .hasSize(length / 52);
        }
    }

    @Test
    void readsFromThePositionOfTheBuffer() {
        ByteBuffer bytes = ByteBuffer.allocate(200);
        bytes.position(3);
        bytes.put(HexFormat.of().parseHex(GOLDEN));

        assertThat(Checkpoint.decode(bytes.flip().position(3)).files()).hasSize(2);
    }

    private static Checkpoint decode(byte[] bytes) {
        return Checkpoint.decode(ByteBuffer.wrap(bytes));
    }
}
