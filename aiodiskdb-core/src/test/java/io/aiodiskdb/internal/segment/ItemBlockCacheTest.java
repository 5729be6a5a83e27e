package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ItemBlockCacheTest {

    private static final ItemBlock SAMPLE = block(100);

    private final ItemBlockCache cache = new ItemBlockCache(3 * SAMPLE.memory());

    private static ItemBlock block(int items) {
        ItemBlock.Builder builder = new ItemBlock.Builder();
        for (int item = 0; item < items; item++) {
            builder.add(item * 10L, 10, item);
        }
        return builder.build();
    }

    private ItemStretch put(ItemBlock block) {
        ItemStretch stretch = new ItemStretch(0, Long.MAX_VALUE, 0, 1, 1);
        cache.put(stretch, block);
        return stretch;
    }

    @Test
    void keepsWhatFits() {
        ItemStretch first = put(block(100));
        ItemStretch second = put(block(100));
        ItemStretch third = put(block(100));

        assertThat(first.block()).isNotNull();
        assertThat(second.block()).isNotNull();
        assertThat(third.block()).isNotNull();
    }

    @Test
    void keepsTheMemoryWithinItsBound() {
        ItemStretch[] stretches = new ItemStretch[50];
        for (int number = 0; number < stretches.length; number++) {
            stretches[number] = put(block(100));
        }

        int kept = 0;
        for (ItemStretch stretch : stretches) {
            kept += stretch.block() == null ? 0 : 1;
        }
        assertThat(kept).isEqualTo(3);
        assertThat(stretches[49].block()).as("the newest").isNotNull();
    }

    @Test
    void givesABlockThatIsUsedASecondChance() {
        ItemStretch used = put(block(100));
        put(block(100));
        put(block(100));
        put(block(100)); // takes the mark off all, and the oldest out
        for (int more = 0; more < 20; more++) {
            boolean wasKept = used.block() != null;
            if (!wasKept) {
                used = put(block(100));
            }
            put(block(100));
        }

        assertThat(used.block()).as("used before each other one came").isNotNull();
    }

    @Test
    void keepsASingleBlockThatIsLargerThanTheBound() {
        ItemStretch large = put(block(10_000));
        assertThat(large.block()).isNotNull();

        ItemStretch next = put(block(100));

        assertThat(next.block()).isNotNull();
        assertThat(large.block()).as("gives way").isNull();
    }

    @Test
    void forgetsABlockThatItsStretchHasReplaced() {
        ItemStretch stretch = put(block(100));
        ItemBlock replacement = block(100);
        cache.put(stretch, replacement);
        put(block(100));
        put(block(100));

        assertThat(stretch.block()).isSameAs(replacement);
    }
}
