package io.aiodiskdb.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemTest {

    private static byte[] stamped(int size, long number) {
        byte[] item = Item.ofSize(size);
        Item.stamp(item, number);
        return item;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 15, 16, 17, 1024})
    void findsTheRightItemRight(int size) {
        assertThatCode(() -> Item.check(stamped(size, 5), 5, size)).doesNotThrowAnyException();
        assertThatCode(() -> Item.checkWholly(stamped(size, 5), 5, Item.ofSize(size)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 15, 16, 17, 1024})
    void findsAnotherItemWrong(int size) {
        assertThatIllegalStateException()
                .isThrownBy(() -> Item.check(stamped(size, 6), 5, size))
                .withMessageContaining("item 5 of " + size + " bytes");
        assertThatIllegalStateException().isThrownBy(() -> Item.check(stamped(size, 5), 5, size + 1));
        assertThatIllegalStateException().isThrownBy(() -> Item.check(null, 5, size));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 15, 17, 1024})
    void findsOneWrongByteWithinTheItem(int size) {
        for (int at = size < 16 ? 1 : 8; at < (size < 16 ? size : size - 8); at++) {
            byte[] item = stamped(size, 5);
            item[at] ^= 1;
            assertThatIllegalStateException().isThrownBy(() -> Item.checkWholly(item, 5, Item.ofSize(size)));
        }
    }

    @Test
    void findsAnItemWrongWhoseEndIsAnothers() {
        byte[] item = stamped(1024, 5);
        System.arraycopy(stamped(1024, 6), 512, item, 512, 512);
        assertThatIllegalStateException().isThrownBy(() -> Item.check(item, 5, 1024));
    }
}
