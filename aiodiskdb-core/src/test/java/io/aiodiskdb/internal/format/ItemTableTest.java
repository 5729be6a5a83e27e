package io.aiodiskdb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ItemTableTest {

    @Test
    void keepsSizesAndChecksumsWhileItGrows() {
        ItemTable table = new ItemTable(0);
        for (int item = 0; item < 1000; item++) {
            table.add(item + 1L, ~item);
        }

        assertThat(table.count()).isEqualTo(1000);
        assertThat(table.bytes()).isEqualTo(500_500);
        for (int item = 0; item < 1000; item++) {
            assertThat(table.size(item)).isEqualTo(item + 1L);
            assertThat(table.checksum(item)).isEqualTo(~item);
        }
    }

    @Test
    void keepsUnsignedSizes() {
        ItemTable table = new ItemTable();
        table.add(0xFFFF_FFFFL, 0);

        assertThat(table.size(0)).isEqualTo(0xFFFF_FFFFL);
        assertThat(table.bytes()).isEqualTo(0xFFFF_FFFFL);
    }

    @Test
    void canBeUsedAgainAfterItWasCleared() {
        ItemTable table = new ItemTable(2);
        table.add(7, 1);
        table.add(8, 2);
        table.clear();
        assertThat(table.count()).isZero();
        assertThat(table.bytes()).isZero();

        table.add(9, 3);
        assertThat(table.count()).isEqualTo(1);
        assertThat(table.size(0)).isEqualTo(9);
        assertThat(table.checksum(0)).isEqualTo(3);
    }
}
