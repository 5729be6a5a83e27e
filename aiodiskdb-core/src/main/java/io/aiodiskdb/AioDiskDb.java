package io.aiodiskdb;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.event.DbEventListener;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.DbStats;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An append-only store of immutable byte strings, the <em>items</em>.
 *
 * <p>Items lie back to back in numbered data files. The number of a file is an <em>index</em>, an offset inside it a
 * <em>position</em>; {@code add} answers with both, and the caller keeps them: there is no key.
 *
 * <p>Thread-safe. No method blocks its caller but {@link #close()}, {@link #destroy()}, those of
 * {@link #blocking()}, and the stream of {@link #items} on the thread that consumes it; all others may be called from an
 * event loop. A caller that is interrupted harms nobody else.
 *
 * <p>Futures fail with the exceptions of {@code io.aiodiskdb.error}; those that their methods name, and on a database
 * that is not running each with {@code NotRunningException}. What depends on a future runs on a thread of the database
 * that serves nothing else; dependents that block delay other dependents, never a write.
 */
public interface AioDiskDb extends AutoCloseable {

    /**
     * Begins to configure a database.
     *
     * @param path its directory
     * @return a builder with default settings
     */
    static AioDiskDbBuilder builder(Path path) {
        return new AioDiskDbBuilder(path);
    }

    /**
     * Takes the lock on the directory, recovers what an unclean stop has left, and runs.
     *
     * @return completes when every operation works. Fails with {@code AlreadyRunningException},
     *     {@code DatabaseLockedException} (before any file is touched), {@code DatabaseNotFoundException},
     *     {@code InvalidDatabaseStateException}, {@code InvalidDataFileException}, {@code StorageFullException} or
     *     {@code StorageFailedException}
     */
    CompletableFuture<Void> start();

    /**
     * Adds an item.
     *
     * @param data the item; copied before the method returns
     * @return completes when the item is in RAM and readable. It survives nothing yet: see {@link #addDurably(byte[])},
     *     {@link #persisted} and the {@code Written} event. Completed at once when there is room in the buffers. Fails
     *     with {@code EmptyItemException}, {@code ItemTooLargeException}, {@code AddTimeoutException},
     *     {@code DatabaseFullException} or {@code StorageFailedException}; the item is not stored then
     */
    CompletableFuture<ItemLocation> add(byte[] data);

    /**
     * Adds an item.
     *
     * @param data the item: the remaining bytes of any buffer, whose position and limit are left as they are; copied
     *     before the method returns
     * @return as that of {@link #add(byte[])}
     */
    CompletableFuture<ItemLocation> add(ByteBuffer data);

    /**
     * Adds an item and makes it durable, together with all that waits for the same.
     *
     * @param data the item; copied before the method returns
     * @return completes when the item is on stable storage. Fails as {@link #add(byte[])} does, and with
     *     {@code StorageFullException} when the storage has been full for the {@code timeout}: the item stays buffered
     *     and readable then, and becomes durable when room returns
     */
    CompletableFuture<ItemLocation> addDurably(byte[] data);

    /**
     * Adds an item and makes it durable, together with all that waits for the same.
     *
     * @param data the item: the remaining bytes of any buffer, whose position and limit are left as they are; copied
     *     before the method returns
     * @return as that of {@link #addDurably(byte[])}
     */
    CompletableFuture<ItemLocation> addDurably(ByteBuffer data);

    /**
     * Reads a range: an item, several that lie side by side in one index, or a part.
     *
     * @param location the range
     * @return completes with its bytes, wherever they lie; with nothing if the range is not wholly there, trimmed,
     *     dropped, or of no bytes. Fails with {@code ItemTooLargeException} if it exceeds {@code max-read-size}, and with
     *     {@code CorruptDataException} if it is damaged
     */
    CompletableFuture<Optional<byte[]>> read(ItemLocation location);

    /**
     * Begins a transaction. Needs no running database until its commit.
     *
     * @return an empty transaction
     */
    Transaction transaction();

    /**
     * Makes durable everything that was added before the call.
     *
     * @return completes when it is on stable storage. Fails with {@code StorageFullException} when the storage has been
     *     full for the {@code timeout} (nothing is lost; it is retried), or {@code StorageFailedException}
     */
    CompletableFuture<Void> flush();

    /**
     * Waits until a range is durable, without hastening it.
     *
     * @param location the range
     * @return completes when it is on stable storage; at once if it is already. Fails with
     *     {@code IndexNotFoundException} if there is no such range, with {@code StorageFullException} when the storage
     *     has been full for the {@code timeout}, or with {@code StorageFailedException}
     */
    CompletableFuture<Void> persisted(ItemLocation location);

    /** Allows pruning and {@link #destroy()}. */
    void enableOverwrite();

    /** Forbids pruning and {@link #destroy()}. */
    void disableOverwrite();

    /** {@return whether pruning is allowed} */
    boolean overwriteEnabled();

    /**
     * Cuts off the end of an index. On the current index the space is used again, for other items at the same positions.
     *
     * @param index number of the data file
     * @param position the new end in bytes, from the index's trim offset to its end
     * @return completes when the cut is on stable storage, with the number of bytes removed; their space may come back
     *     later, if the storage does not do its part now. Fails with {@code OverwriteDisabledException},
     *     {@code IndexNotFoundException}, {@code InvalidTrimException}, {@code CorruptDataException} if the index is damaged,
     *     {@code StorageFullException} or {@code StorageFailedException}
     */
    CompletableFuture<Long> rtrim(int index, long position);

    /**
     * Cuts off the end of an index if the right bytes are there.
     *
     * @param index number of the data file
     * @param position the new end in bytes, from the index's trim offset to its end
     * @param firstBytes what the range to be cut off must begin with, else {@code InvalidTrimException}
     * @return as that of {@link #rtrim(int, long)}
     */
    CompletableFuture<Long> rtrim(int index, long position, byte[] firstBytes);

    /**
     * Cuts off the begin of an index. All other positions stay valid; the space is given back to the file system.
     *
     * @param index number of the data file
     * @param position the new begin in bytes, from the index's trim offset to its end
     * @return completes when the cut is on stable storage, with the number of bytes removed. Fails with
     *     {@code OverwriteDisabledException}, {@code IndexNotFoundException}, {@code InvalidTrimException},
     *     {@code CorruptDataException} if the data file is damaged, {@code StorageFailedException}, or
     *     {@code StorageFullException}, after which it may have been done all the same
     */
    CompletableFuture<Long> ltrim(int index, long position);

    /**
     * Cuts off the begin of an index if the right bytes are there.
     *
     * @param index number of the data file
     * @param position the new begin in bytes, from the index's trim offset to its end
     * @param lastBytes what the range to be cut off must end with, else {@code InvalidTrimException}
     * @return as that of {@link #ltrim(int, long)}
     */
    CompletableFuture<Long> ltrim(int index, long position, byte[] lastBytes);

    /**
     * Deletes a data file. Its number is never used again; dropping the current one opens the next.
     *
     * @param index its number
     * @return completes when it is gone for good, with the number of bytes removed; their space may come back later, if the
     *     storage does not do its part now. Fails with {@code OverwriteDisabledException},
     *     {@code IndexNotFoundException}, {@code DatabaseFullException}, {@code StorageFullException} or
     *     {@code StorageFailedException}
     */
    CompletableFuture<Long> dropIndex(int index);

    /**
     * Registers a listener.
     *
     * @param listener receives all events from now on, in order
     */
    void addListener(DbEventListener listener);

    /**
     * Removes a listener; an event being delivered at this moment may still reach it.
     *
     * @param listener the one registered
     */
    void removeListener(DbEventListener listener);

    /** {@return the state at this moment} */
    DbState state();

    /**
     * Tells why writes do not get through at this moment; {@link DbState#DEGRADED} alone has two reasons.
     *
     * @return {@code StorageFullException} while the storage takes nothing and writes wait for it,
     *     {@code InvalidDatabaseStateException} if the store is damaged and can be read only, {@code StorageFailedException}
     *     after a failure; nothing while writes work, and while the database does not run
     */
    Optional<AioDiskDbException> trouble();

    /** {@return the figures at this moment} */
    DbStats stats();

    /** {@return the settings} */
    AioDiskDbConfig config();

    /** {@return the same operations on the calling thread} */
    BlockingAioDiskDb blocking();

    /**
     * Walks through the items that are on stable storage, in commit order, from the first.
     *
     * @return as that of {@link #items(ItemLocation)}
     */
    default Stream<StoredItem> items() {
        return items(new ItemLocation(0, 0, 0));
    }

    /**
     * Walks through the items that are on stable storage, in commit order.
     *
     * <p>Items that the Python library wrote are not found: it does not record where they begin.
     *
     * @param from where to begin: the first item is the one at this position or the next behind it
     * @return a lazy, sequential stream that reads on the thread that consumes it. To be closed. Items committed or
     *     pruned during the walk may or may not be seen. It fails with {@code CorruptDataException} where the record of
     *     the items is damaged, and with {@code NotRunningException} after a stop
     */
    Stream<StoredItem> items(ItemLocation from);

    /**
     * Reads everything that is on stable storage and checks every checksum and length. Changes nothing; other operations
     * go on.
     *
     * @return completes with what was found
     */
    default CompletableFuture<VerificationReport> verify() {
        return verify(progress -> {});
    }

    /**
     * Reads everything that is on stable storage and checks every checksum and length. Changes nothing; other operations
     * go on.
     *
     * @param progress told how far it has got, at least once for each index and about every mebibyte, on the thread that
     *     reads: what takes long in it delays the verification. If it throws, it is not told any more
     * @return completes with what was found
     */
    CompletableFuture<VerificationReport> verify(Consumer<VerificationProgress> progress);

    /**
     * Lists the indices that there are, without the dropped ones. The first call reads the journals of all of them, later
     * ones what has been added.
     *
     * @return completes with what there is of each, in ascending order. Not taken all at once: indices that change
     *     together may be one operation apart
     */
    CompletableFuture<List<IndexStats>> indices();

    /**
     * Flushes and releases everything. {@link #start()} may follow.
     *
     * @return completes when everything added is on stable storage and the lock is free; at once if the database is not
     *     running. Fails with {@code StorageFullException} if no room was found within the {@code timeout}: the database
     *     goes on then, and nothing is lost
     */
    CompletableFuture<Void> stop();

    /**
     * Deletes the files of this database, and of no other; blocks. The database must be stopped and overwriting enabled.
     *
     * @throws io.aiodiskdb.error.AlreadyRunningException if it is not stopped
     * @throws io.aiodiskdb.error.OverwriteDisabledException if overwriting is not enabled
     * @throws io.aiodiskdb.error.DatabaseLockedException if another opener holds the directory
     * @throws io.aiodiskdb.error.StorageFailedException if a file cannot be deleted
     */
    void destroy();

    /**
     * Stops, and waits for it; idempotent. If the storage stays full for the {@code timeout}, gives up, releases
     * everything and tells what was lost, in a {@code Failed} event and the exception.
     *
     * @throws io.aiodiskdb.error.StorageFullException if the last flush found no room
     * @throws io.aiodiskdb.error.StorageFailedException if the last flush failed
     */
    @Override
    void close();
}
