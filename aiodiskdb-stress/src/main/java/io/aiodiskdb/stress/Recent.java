package io.aiodiskdb.stress;

import io.aiodiskdb.model.ItemLocation;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Some of the items that were acknowledged lately, for readers to compare. Thread-safe, of fixed size. */
final class Recent {

    private static final int SLOTS = 8192;

    private final AtomicReferenceArray<@Nullable Acknowledged> slots = new AtomicReferenceArray<>(SLOTS);

    /** An item and its place. */
    record Acknowledged(StressItem item, ItemLocation location) {}

    void put(StressItem item, ItemLocation location, SplittableRandom random) {
        slots.set(random.nextInt(SLOTS), new Acknowledged(item, location));
    }

    @Nullable
    Acknowledged pick(SplittableRandom random) {
        return slots.get(random.nextInt(SLOTS));
    }

    /** Forgets what a pruning will take away. Nobody may add to that index meanwhile. */
    void forget(Pruning pruning) {
        for (int i = 0; i < SLOTS; i++) {
            Acknowledged acknowledged = slots.get(i);
            if (acknowledged != null && covers(pruning, acknowledged.location())) {
                slots.set(i, null);
            }
        }
    }

    void clear() {
        for (int i = 0; i < SLOTS; i++) {
            slots.set(i, null);
        }
    }

    static boolean covers(Pruning pruning, ItemLocation location) {
        return pruning.covers(location.index(), location.position(), location.end());
    }
}
