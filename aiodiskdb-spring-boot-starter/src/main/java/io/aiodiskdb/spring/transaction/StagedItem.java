package io.aiodiskdb.spring.transaction;

import io.aiodiskdb.model.ItemLocation;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An item that has been handed to {@link AioDiskDbTransactions}, and has a location as soon as it is stored.
 *
 * <p>Thread-safe.
 */
public final class StagedItem {

    private final int size;
    private final Consumer<ItemLocation> stored;

    /** Handed over once, by the thread that stores the item; null from then on, to free the memory. */
    private byte @Nullable [] data;

    /** Volatile: any thread may ask. */
    private volatile @Nullable ItemLocation location;

    /** Why there is no location. Volatile: any thread may ask. */
    private volatile String absence =
            "the item is not stored yet; it will be just before the Spring transaction commits";

    /**
     * Makes an item that is not stored.
     *
     * @param data its bytes, which nobody changes until it is stored
     * @param stored told the location
     */
    StagedItem(byte[] data, Consumer<ItemLocation> stored) {
        this.size = data.length;
        this.data = data;
        this.stored = stored;
    }

    /** {@return the number of its bytes} */
    public int size() {
        return size;
    }

    /** {@return whether it is on stable storage, though perhaps of no use any more: see {@link #location()}} */
    public boolean isStored() {
        return location != null;
    }

    /**
     * {@return where the item is: on stable storage}
     *
     * <p>There is a location also if the database has been rolled back after the store's commit. Nothing points to the item
     * then.
     *
     * @throws IllegalStateException if it is not stored yet, or never will be; the message says which
     */
    public ItemLocation location() {
        ItemLocation known = location;
        if (known == null) {
            throw new IllegalStateException(absence);
        }
        return known;
    }

    /** {@return the bytes, for the only time} */
    byte[] takeData() {
        byte[] taken = Objects.requireNonNull(data, "taken before");
        data = null;
        return taken;
    }

    void storedAt(ItemLocation place) {
        location = place;
    }

    void tellLocation() {
        stored.accept(location());
    }

    /** Frees the bytes. */
    void forget(String why) {
        absence = why;
        data = null;
    }
}
