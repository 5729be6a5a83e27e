package io.aiodiskdb.spring.transaction;

import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * The items of a Spring transaction that are not stored yet, in RAM, in the order of the adds.
 *
 * <p>They are kept here and not in a transaction of the store, because that one cannot forget what came after a savepoint.
 * Each field is guarded by this: a JTA transaction may be rolled back by another thread.
 */
final class StagedItems {

    /** As many as a transaction of the store takes. */
    static final int MAX_ITEMS = 1_000_000;

    private final AioDiskDbConfig config;
    private final List<StagedItem> items = new ArrayList<>();

    /** How many items had been staged at each savepoint. One that is not here was made before the first of them. */
    private final IdentityHashMap<Object, Long> savepoints = new IdentityHashMap<>();

    private long bytes;

    /** How many items have been staged and not been forgotten, those that have been taken included. */
    private long staged;

    StagedItems(AioDiskDbConfig config) {
        this.config = config;
    }

    /**
     * Stages a copy of an item.
     *
     * @throws EmptyItemException if it has no bytes
     * @throws ItemTooLargeException if it does not fit a data file, or the transaction
     */
    synchronized StagedItem stage(byte[] data, Consumer<ItemLocation> stored) {
        requireRoomFor(data.length);
        StagedItem item = new StagedItem(data.clone(), stored);
        items.add(item);
        bytes += data.length;
        staged++;
        return item;
    }

    private void requireRoomFor(int size) {
        if (size == 0) {
            throw new EmptyItemException("an item must have at least 1 byte, but has 0");
        }
        if (size > config.maxFileSize()) {
            throw new ItemTooLargeException("an item of a transaction must have at most max-file-size = "
                    + config.maxFileSize() + " bytes, but has " + size);
        }
        if (bytes + size > config.maxTransactionSize()) {
            throw new ItemTooLargeException(
                    "the items of a Spring transaction must have at most max-transaction-size = "
                            + config.maxTransactionSize() + " bytes, but would have " + (bytes + size));
        }
        if (items.size() == MAX_ITEMS) {
            throw new ItemTooLargeException("a Spring transaction must have at most " + MAX_ITEMS + " items");
        }
    }

    /** {@return all items, which are no longer staged} */
    synchronized List<StagedItem> take() {
        List<StagedItem> taken = List.copyOf(items);
        items.clear();
        bytes = 0;
        return taken;
    }

    synchronized void savepoint(Object savepoint) {
        if (staged > 0) {
            savepoints.put(savepoint, staged);
        }
    }

    /** Forgets what has been staged since a savepoint; what has been taken meanwhile cannot be. */
    synchronized void rollbackTo(Object savepoint) {
        long kept = savepoints.getOrDefault(savepoint, 0L);
        while (staged > kept && !items.isEmpty()) {
            StagedItem item = items.remove(items.size() - 1);
            bytes -= item.size();
            staged--;
            item.forget("the item was forgotten: the Spring transaction was rolled back to a savepoint before it");
        }
        savepoints.values().removeIf(count -> count > kept);
    }

    /** Forgets everything. {@return how many items there were} */
    synchronized int forget(String why) {
        int count = items.size();
        items.forEach(item -> item.forget(why));
        items.clear();
        savepoints.clear();
        bytes = 0;
        return count;
    }
}
