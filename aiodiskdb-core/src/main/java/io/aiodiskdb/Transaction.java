package io.aiodiskdb;

import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Items that are stored all or not at all, across any number of data files, also through a power cut.
 *
 * <p>The items are kept in RAM until the commit; nobody sees them before. Thread-safe: items that several threads add
 * are ordered by the order of the calls.
 */
public interface Transaction extends AutoCloseable {

    /**
     * Puts an item into this transaction. Does not block; the bytes are copied.
     *
     * @param data the item; may be as large as a data file
     * @throws io.aiodiskdb.error.EmptyItemException if it has no bytes
     * @throws io.aiodiskdb.error.ItemTooLargeException if it does not fit a data file, or this transaction
     * @throws io.aiodiskdb.error.TransactionClosedException if this transaction has been committed or closed
     */
    void add(byte[] data);

    /**
     * Puts an item into this transaction. Does not block; the bytes are copied.
     *
     * @param data the item: its remaining bytes; its position and limit are left as they are
     * @throws io.aiodiskdb.error.EmptyItemException if it has no bytes
     * @throws io.aiodiskdb.error.ItemTooLargeException if it does not fit a data file, or this transaction
     * @throws io.aiodiskdb.error.TransactionClosedException if this transaction has been committed or closed
     */
    void add(ByteBuffer data);

    /** {@return the number of items} */
    int size();

    /** {@return the number of bytes of all the items} */
    long bytes();

    /**
     * Stores the items. Does not block. May be called once.
     *
     * <p>Everything added to the database before is made durable first; adds wait meanwhile, reads do not.
     *
     * @return completes when the items are on stable storage, with their locations in the order of the adds. Fails with
     *     {@code EmptyTransactionException}, {@code TransactionClosedException}, {@code StorageFullException},
     *     {@code StorageFailedException}, {@code DatabaseFullException} or {@code NotRunningException}; nothing of the
     *     transaction is stored then, except that after {@code StorageFailedException} all of it may be there after a
     *     restart.
     */
    CompletableFuture<List<ItemLocation>> commit();

    /** Forgets the items and closes this transaction. No effect on one that has been committed or closed. */
    void rollback();

    /** Forgets the items, unless {@link #commit()} has been called. */
    @Override
    void close();
}
