package io.aiodiskdb;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The operations of a database as plain methods on the calling thread, made for platform and virtual threads.
 *
 * <p>Thread-safe. Where it can, the calling thread does the work itself: a read does its own I/O. The exceptions that
 * the futures of {@link AioDiskDb} carry are thrown directly. Waiting is bounded as there, and does not end early when
 * the thread is interrupted: the operation completes, its outcome is known, and the interrupt flag stays set.
 */
public interface BlockingAioDiskDb {

    /**
     * Starts the database and waits until it runs; see {@link AioDiskDb#start()}.
     *
     * @throws AioDiskDbException those that the future carries
     */
    void start();

    /**
     * Adds an item, waiting for room in the buffers; see {@link AioDiskDb#add(byte[])}.
     *
     * @param data the item; not to be changed before the method returns
     * @return where it is
     * @throws AioDiskDbException those that the future carries
     */
    ItemLocation add(byte[] data);

    /**
     * Adds an item, waiting for room in the buffers; see {@link AioDiskDb#add(ByteBuffer)}.
     *
     * @param data the item; not to be changed before the method returns
     * @return where it is
     * @throws AioDiskDbException those that the future carries
     */
    ItemLocation add(ByteBuffer data);

    /**
     * Adds an item and waits until it is on stable storage; see {@link AioDiskDb#addDurably(byte[])}.
     *
     * @param data the item; not to be changed before the method returns
     * @return where it is
     * @throws AioDiskDbException those that the future carries
     */
    ItemLocation addDurably(byte[] data);

    /**
     * Adds an item and waits until it is on stable storage; see {@link AioDiskDb#addDurably(ByteBuffer)}.
     *
     * @param data the item; not to be changed before the method returns
     * @return where it is
     * @throws AioDiskDbException those that the future carries
     */
    ItemLocation addDurably(ByteBuffer data);

    /**
     * Reads a range on this thread; see {@link AioDiskDb#read}.
     *
     * @param location the range
     * @return its bytes; nothing if the range is not wholly there
     * @throws AioDiskDbException those that the future carries
     */
    Optional<byte[]> read(ItemLocation location);

    /**
     * Begins a transaction; see {@link AioDiskDb#transaction()}.
     *
     * @return an empty transaction
     */
    BlockingTransaction transaction();

    /**
     * Waits until everything added before is on stable storage; see {@link AioDiskDb#flush()}.
     *
     * @throws AioDiskDbException those that the future carries
     */
    void flush();

    /**
     * Waits until a range is on stable storage; see {@link AioDiskDb#persisted}.
     *
     * @param location the range
     * @throws AioDiskDbException those that the future carries
     */
    void persisted(ItemLocation location);

    /**
     * Cuts off the end of an index; see {@link AioDiskDb#rtrim(int, long)}.
     *
     * @param index number of the data file
     * @param position the new end, in bytes
     * @return bytes removed
     * @throws AioDiskDbException those that the future carries
     */
    long rtrim(int index, long position);

    /**
     * Cuts off the end of an index if the right bytes are there; see {@link AioDiskDb#rtrim(int, long, byte[])}.
     *
     * @param index number of the data file
     * @param position the new end, in bytes
     * @param firstBytes what the range to be cut off must begin with
     * @return bytes removed
     * @throws AioDiskDbException those that the future carries
     */
    long rtrim(int index, long position, byte[] firstBytes);

    /**
     * Cuts off the begin of an index; see {@link AioDiskDb#ltrim(int, long)}.
     *
     * @param index number of the data file
     * @param position the new begin, in bytes
     * @return bytes removed
     * @throws AioDiskDbException those that the future carries
     */
    long ltrim(int index, long position);

    /**
     * Cuts off the begin of an index if the right bytes are there; see {@link AioDiskDb#ltrim(int, long, byte[])}.
     *
     * @param index number of the data file
     * @param position the new begin, in bytes
     * @param lastBytes what the range to be cut off must end with
     * @return bytes removed
     * @throws AioDiskDbException those that the future carries
     */
    long ltrim(int index, long position, byte[] lastBytes);

    /**
     * Deletes a data file; see {@link AioDiskDb#dropIndex}.
     *
     * @param index its number
     * @return bytes removed
     * @throws AioDiskDbException those that the future carries
     */
    long dropIndex(int index);

    /**
     * Walks through the items on stable storage; see {@link AioDiskDb#items(ItemLocation)}.
     *
     * @param from where to begin
     * @return a lazy stream, to be closed
     * @throws AioDiskDbException those that the future carries
     */
    Stream<StoredItem> items(ItemLocation from);

    /**
     * Checks everything that is on stable storage, on this thread; see {@link AioDiskDb#verify()}.
     *
     * @return what was found
     * @throws AioDiskDbException those that the future carries
     */
    default VerificationReport verify() {
        return verify(progress -> {});
    }

    /**
     * Checks everything that is on stable storage, on this thread; see {@link AioDiskDb#verify(Consumer)}.
     *
     * @param progress told how far it has got, on this thread
     * @return what was found
     * @throws AioDiskDbException those that the future carries
     */
    VerificationReport verify(Consumer<VerificationProgress> progress);

    /**
     * Lists the indices that there are; see {@link AioDiskDb#indices()}.
     *
     * @return what there is of each, in ascending order
     * @throws AioDiskDbException those that the future carries
     */
    List<IndexStats> indices();

    /**
     * Stops the database and waits until everything is released; see {@link AioDiskDb#stop()}.
     *
     * @throws AioDiskDbException those that the future carries
     */
    void stop();
}
