package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A way to remove bytes of an index. */
enum Pruning {
    /** The whole index. */
    DROP,
    /** Everything before a position. */
    LTRIM,
    /** Everything from a position on. */
    RTRIM;

    /** Counting reads the journal of an index, and somebody waits for it. */
    static final int MOST_COUNTED = 1_000_000;

    /**
     * Finds a way.
     *
     * @throws RefusedOperationException if there is none of that name
     */
    static Pruning named(String name) {
        for (Pruning pruning : values()) {
            if (pruning.id().equals(name)) {
                return pruning;
            }
        }
        throw RefusedOperationException.notFound("a pruning must be drop, ltrim or rtrim, but is \"" + name + "\"");
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RefusedOperationException overwritingDisabled() {
        return RefusedOperationException.conflict(
                "pruning is not allowed: overwriting is not enabled, see the setting aiodiskdb.overwrite");
    }

    /** Makes sure that there is a position if and only if one is needed. */
    void check(@Nullable Long position) {
        if (this == DROP && position != null) {
            throw RefusedOperationException.badRequest(
                    "drop removes a whole index and takes no position, but there is " + position);
        } else if (this != DROP && position == null) {
            throw RefusedOperationException.badRequest(id() + " needs a position, but there is none");
        }
    }

    /**
     * Tells what would go.
     *
     * @return the range; of no bytes if there is nothing to be removed
     * @throws RefusedOperationException if the position lies outside of the index
     */
    ItemLocation removed(IndexStats index, @Nullable Long position) {
        if (position != null && (position < index.begin() || position > index.end())) {
            throw RefusedOperationException.badRequest("position must be " + index.begin() + " to " + index.end()
                    + ", the begin and the end of index " + index.index() + ", but is " + position);
        }
        long from = this == RTRIM && position != null ? position : index.begin();
        long to = this == LTRIM && position != null ? position : index.end();
        return new ItemLocation(index.index(), from, to - from);
    }

    /** Removes; completes with the number of bytes. */
    CompletableFuture<Long> apply(AioDiskDb database, int index, @Nullable Long position) {
        long where = position == null ? 0 : position;
        return switch (this) {
            case DROP -> database.dropIndex(index);
            case LTRIM -> database.ltrim(index, where);
            case RTRIM -> database.rtrim(index, where);
        };
    }

    /**
     * Counts the items on stable storage that lie in a range, or reach into it.
     *
     * @param removed the range
     * @return their number; null if nobody knows it, or they are too many to be counted
     */
    @Nullable
    Long countItems(AioDiskDb database, IndexStats index, ItemLocation removed) {
        if (index.items() == IndexStats.UNKNOWN_ITEMS) {
            return null;
        }
        if (this == DROP || index.items() == 0) {
            return index.items();
        }
        try (Stream<StoredItem> items = database.items(new ItemLocation(index.index(), removed.position(), 0))) {
            return count(items.iterator(), index, removed);
        } catch (AioDiskDbException e) {
            return null; // damaged, or stopped meanwhile: the pruning itself will tell
        }
    }

    /** The walk begins behind an item that the range cuts in two; it is there if the first one found begins later. */
    private static @Nullable Long count(Iterator<StoredItem> items, IndexStats index, ItemLocation removed) {
        long count = 0;
        long begin = Math.max(removed.position(), index.begin());
        boolean cutsOne = removed.position() > index.begin() && begin < Math.min(removed.end(), index.settledEnd());
        while (items.hasNext()) {
            ItemLocation item = items.next().location();
            if (count == 0) {
                cutsOne &= item.index() != index.index() || item.position() > begin;
            }
            if (item.index() != index.index() || item.position() >= removed.end()) {
                break;
            }
            if (++count > MOST_COUNTED) {
                return null;
            }
        }
        return count + (cutsOne ? 1 : 0);
    }
}
