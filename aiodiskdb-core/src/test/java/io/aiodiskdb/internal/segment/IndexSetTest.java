package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IndexSetTest {

    private static final long SEED = 20260101;

    private final IndexSet set = new IndexSet();

    @Test
    void isEmptyAtFirst() {
        assertThat(set.size()).isZero();
        assertThat(set.highest()).isEqualTo(-1);
        assertThat(set.higherOrEqual(0)).isEqualTo(-1);
        assertThat(set.lowerOrEqual(-1)).isEqualTo(-1);
        assertThat(set.contains(0)).isFalse();
    }

    @Test
    void holdsTheHighestNumber() {
        set.add(Integer.MAX_VALUE);

        assertThat(set.highest()).isEqualTo(Integer.MAX_VALUE);
        assertThat(set.higherOrEqual(5)).isEqualTo(Integer.MAX_VALUE);
        assertThat(set.lowerOrEqual(Integer.MAX_VALUE - 1)).isEqualTo(-1);
    }

    @Test
    void agreesWithATreeSet() {
        Random random = new Random(SEED);
        TreeSet<Integer> model = new TreeSet<>();
        for (int step = 0; step < 50_000; step++) {
            int index = random.nextInt(random.nextBoolean() ? 100 : 20_000);
            if (random.nextInt(3) == 0) {
                set.remove(index);
                model.remove(index);
            } else {
                set.add(index);
                model.add(index);
            }
            int probe = random.nextInt(21_000);
            Integer lower = model.floor(probe);
            Integer higher = model.ceiling(probe);
            assertThat(set.contains(probe)).isEqualTo(model.contains(probe));
            assertThat(set.lowerOrEqual(probe)).isEqualTo(lower == null ? -1 : lower);
            assertThat(set.higherOrEqual(probe)).isEqualTo(higher == null ? -1 : higher);
            assertThat(set.size()).isEqualTo(model.size());
        }
        assertThat(set.highest()).isEqualTo(model.last());
    }
}
