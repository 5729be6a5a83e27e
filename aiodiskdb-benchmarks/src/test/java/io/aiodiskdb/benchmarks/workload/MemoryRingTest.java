package io.aiodiskdb.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryRingTest {

    @Test
    void beginsAgainWhereTheNextItemWouldNotFit() {
        MemoryRing ring = new MemoryRing(25);
        byte[] item = Item.ofSize(10);
        assertThat(ring.append(item)).isZero();
        assertThat(ring.append(item)).isEqualTo(10);
        assertThat(ring.append(item)).isZero();
    }

    @Test
    void keepsWhatWasAppendedLast() {
        MemoryRing ring = new MemoryRing(100);
        for (int number = 0; number < 9; number++) {
            byte[] item = Item.ofSize(24);
            Item.stamp(item, number);
            ring.append(item);
            assertThat(ring.latest(24)).isEqualTo(item);
        }
    }
}
