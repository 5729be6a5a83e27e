package io.aiodiskdb.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemLocationTest {

    private static final long MAX = 0xFFFF_FFFFL;

    private static final String GOLDEN = ""
            + "01000000" // index 1
            + "50000000" // position 80
            + "4da10f00"; // size 1024333

    @Test
    void writesTheSpecifiedBytes() {
        assertThat(HexFormat.of().formatHex(new ItemLocation(1, 80, 1_024_333).toBytes()))
                .isEqualTo(GOLDEN);
    }

    @Test
    void readsTheSpecifiedBytes() {
        assertThat(ItemLocation.fromBytes(HexFormat.of().parseHex(GOLDEN)))
                .isEqualTo(new ItemLocation(1, 80, 1_024_333));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 4294967295, 0",
        "0, 0, 4294967295",
        "2147483647, 4294967294, 1",
        "3, 2147483648, 2147483647"
    })
    void survivesBothFormsAtTheBounds(int index, long position, long size) {
        ItemLocation location = new ItemLocation(index, position, size);

        assertThat(ItemLocation.fromBytes(location.toBytes())).isEqualTo(location);
        assertThat(ItemLocation.parse(location.toString())).isEqualTo(location);
        assertThat(location.toBytes()).hasSize(ItemLocation.BYTES);
        assertThat(location.end()).isEqualTo(position + size);
    }

    @Test
    void changesWithEachByte() {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        ItemLocation whole = ItemLocation.fromBytes(golden);
        for (int at = 0; at < golden.length; at++) {
            byte[] changed = golden.clone();
            changed[at] ^= 0x01;

            assertThat(ItemLocation.fromBytes(changed)).as("byte %s", at).isNotEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 11, 13, 24})
    void refusesOtherLengthsThanTwelve(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemLocation.fromBytes(new byte[length]))
                .withMessageContaining("12")
                .withMessageContaining(String.valueOf(length));
    }

    @Test
    void refusesAnIndexOfMoreThan31Bits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemLocation.fromBytes(HexFormat.of().parseHex("000000800000000000000000")))
                .withMessageContaining("index");
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ItemLocation(-1, 0, 0))
                .withMessageContaining("index")
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ItemLocation(0, -1, 0))
                .withMessageContaining("position")
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ItemLocation(0, MAX + 1, 0))
                .withMessageContaining("position")
                .withMessageContaining("4294967296");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ItemLocation(0, 0, -1))
                .withMessageContaining("size")
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ItemLocation(0, 0, MAX + 1))
                .withMessageContaining("size")
                .withMessageContaining("4294967296");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ItemLocation(0, MAX, 1))
                .withMessageContaining("position + size");
    }

    @Test
    void showsTheThreeNumbers() {
        assertThat(new ItemLocation(1, 80, 1_024_333)).hasToString("1:80:1024333");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "::",
                "1:2",
                "1:2:",
                ":1:2",
                "1:2:3:4",
                "1:2:3:",
                "a:1:2",
                "1: 2:3",
                " 1:2:3",
                "1:2:3 ",
                "-1:2:3",
                "+1:2:3",
                "1:-2:3",
                "0x1:2:3",
                "1.0:2:3",
                "١:2:3",
                "2147483648:0:0",
                "0:4294967296:0",
                "0:0:4294967296",
                "0:4294967295:1",
                "0:00000000001:0",
                "0:99999999999999999999:0"
            })
    void refusesOtherTexts(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ItemLocation.parse(text));
    }

    @Test
    void shortensALongTextInItsMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemLocation.parse("1".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void isOrderedByIndexThenPositionThenSize() {
        ItemLocation[] ordered = {
            new ItemLocation(0, 0, 9),
            new ItemLocation(0, MAX, 0),
            new ItemLocation(9, 0, 0),
            new ItemLocation(9, 0, 1),
            new ItemLocation(9, 3_000_000_000L, 0),
            new ItemLocation(10, 0, 0)
        };
        ItemLocation[] shuffled = {ordered[5], ordered[3], ordered[0], ordered[4], ordered[2], ordered[1]};
        Arrays.sort(shuffled);

        assertThat(shuffled).containsExactly(ordered);
        assertThat(ordered[2]).isEqualByComparingTo(new ItemLocation(9, 0, 0));
    }
}
