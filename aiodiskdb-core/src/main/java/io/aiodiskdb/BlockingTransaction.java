package io.aiodiskdb;

import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.List;

/** A {@link Transaction} whose commit waits. Thread-safe. */
public interface BlockingTransaction extends AutoCloseable {

    /**
     * Puts an item into this transaction; see {@link Transaction#add(byte[])}. Does not block; the bytes are copied.
     *
     * @param data the item
     */
    void add(byte[] data);

    /**
     * Puts an item into this transaction; see {@link Transaction#add(ByteBuffer)}. Does not block; the bytes are copied.
     *
     * @param data the item
     */
    void add(ByteBuffer data);

    /** {@return the number of items} */
    int size();

    /** {@return the number of bytes of all the items} */
    long bytes();

    /**
     * Stores the items and waits until they are on stable storage; see {@link Transaction#commit()}.
     *
     * @return their locations, in the order of the adds
     */
    List<ItemLocation> commit();

    /** Forgets the items and closes this transaction. No effect on one that has been committed or closed. */
    void rollback();

    /** Forgets the items, unless {@link #commit()} has been called. */
    @Override
    void close();
}
