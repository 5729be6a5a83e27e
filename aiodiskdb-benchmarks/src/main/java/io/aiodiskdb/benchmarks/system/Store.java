package io.aiodiskdb.benchmarks.system;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An open system. {@link #writer} and {@link #reader} are thread-safe; what they answer belongs to one thread. */
public interface Store extends AutoCloseable {

    /** {@return appends for the calling thread, which also closes it} */
    Writer writer() throws Exception;

    /** {@return reads for the calling thread, which also closes it} */
    Reader reader() throws Exception;

    /** Waits until all that the writers have handed over is in the files, at least in the page cache. */
    void awaitInFiles() throws Exception;

    /** Waits until all that the writers have handed over is on stable storage. */
    void sync() throws Exception;

    @Override
    void close() throws IOException;

    /**
     * Appends items. Closing it hands over what it has kept. What a system cannot do, or was not opened for, it refuses; the
     * workloads ask the {@link Contender} first.
     */
    interface Writer extends AutoCloseable {

        /** Appends an item without waiting for the disk; answers with what finds it again. */
        long append(byte[] item) throws Exception;

        /** Appends an item and waits until it is on stable storage; answers with what finds it again. */
        default long appendDurably(byte[] item) throws Exception {
            throw new UnsupportedOperationException("not opened for durable appends");
        }

        /** Appends an item without blocking; what it answers completes when the item is on stable storage. */
        default CompletableFuture<?> appendDurablyLater(byte[] item) throws Exception {
            throw new UnsupportedOperationException("has no futures: see Contender.hasFutures");
        }

        /**
         * Appends items, all or none, and waits until they are on stable storage.
         *
         * @return what finds the first of them again, or all of them in one piece
         */
        default long commit(List<byte[]> items) throws Exception {
            throw new UnsupportedOperationException("not opened for commits");
        }

        /** Hands over what it has kept for a batch. */
        default void handOver() throws Exception {}

        @Override
        default void close() throws IOException {}
    }

    /** Finds items. */
    interface Reader extends AutoCloseable {

        /**
         * Reads an item.
         *
         * @param handle what the append has answered
         * @param size bytes of the item
         * @return the item, to be used until the next read; null if there is none, or none yet
         */
        byte @Nullable [] read(long handle, int size) throws Exception;

        @Override
        default void close() throws IOException {}
    }
}
