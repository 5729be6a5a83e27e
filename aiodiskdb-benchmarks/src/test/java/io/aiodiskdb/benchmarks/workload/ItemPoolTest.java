package io.aiodiskdb.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ItemPoolTest {

    @Test
    void sizesAreWithinTheBoundsAndAboutEvenlySpread() {
        ItemPool pool = new ItemPool(1, 4096);
        int[] sizes = IntStream.range(0, 10_000).map(pool::size).toArray();
        assertThat(IntStream.of(sizes)).allMatch(size -> size >= 1 && size <= 4096);
        assertThat(IntStream.of(sizes).average().orElseThrow()).isBetween(1950.0, 2150.0);
    }

    @Test
    void itemsAreWhatAReaderExpects() {
        ItemPool pool = new ItemPool(1, 4096);
        for (int number = 0; number < 1000; number++) {
            int current = number;
            byte[] item = pool.item(current).clone();
            assertThatCode(() -> Item.checkWholly(item, current, pool.template(current)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void thereAreAsManyItemsAsTheBytesNeed() {
        ItemPool pool = new ItemPool(1024, 1 << 20);
        int items = pool.itemsFor(100_000_000);
        long sum = IntStream.range(0, items).mapToLong(pool::size).sum();
        assertThat(sum).isBetween(100_000_000L, 100_000_000L + pool.largest());
    }
}
