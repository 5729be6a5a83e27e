package io.aiodiskdb.stress;

import io.aiodiskdb.model.ItemLocation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which prunings the running load has begun, so that a reader knows what may be gone. Thread-safe.
 *
 * <p>Bounded by the number of indices that were pruned and not dropped; all drops together are one number each.
 */
final class Intentions {

    private final Map<Integer, Long> begins = new ConcurrentHashMap<>();

    /** Right trims do not come here: nobody reads while they are at work, and what they take is forgotten before. */
    void intend(Pruning pruning) {
        long begin = pruning.kind() == Pruning.Kind.DROP ? Long.MAX_VALUE : pruning.position();
        begins.merge(pruning.index(), begin, Math::max);
    }

    boolean mayBeGone(ItemLocation location) {
        return location.position() < begins.getOrDefault(location.index(), 0L);
    }

    void clear() {
        begins.clear();
    }
}
