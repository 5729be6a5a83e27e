package io.aiodiskdb.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StressItemTest {

    private static final StressItem ITEM = new StressItem(3, 1, 77, 2, 5, 300);

    @Test
    void isToldByItsBytes() {
        assertThat(StressItem.decode(ITEM.bytes())).isEqualTo(ITEM);
    }

    @Test
    void isNotToldIfAnyByteIsAnother() {
        for (int at = 0; at < ITEM.size(); at++) {
            byte[] bytes = ITEM.bytes();
            bytes[at] ^= 1;
            assertThat(ITEM.equals(StressItem.decode(bytes))).as("byte %s", at).isFalse();
        }
    }

    @Test
    void isNotToldByAPartOfItsBytes() {
        for (int size : new int[] {0, 10, StressItem.MIN_SIZE, 299}) {
            assertThat(StressItem.decode(Arrays.copyOf(ITEM.bytes(), size))).isNull();
        }
    }

    @Test
    void refusesASizeThatHasNoRoomForItsName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StressItem(1, 1, 1, 0, 1, 31))
                .withMessageContaining("32")
                .withMessageContaining("31");
    }
}
