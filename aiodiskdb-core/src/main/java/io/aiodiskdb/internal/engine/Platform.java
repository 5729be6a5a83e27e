package io.aiodiskdb.internal.engine;

import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.model.AioDiskDbConfig;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.Executor;

/** Everything that an engine gets from outside: disk, threads, time and chance. */
public interface Platform {

    /**
     * Takes a directory, exclusively.
     *
     * @param config names it, and tells whether it may be created
     * @return the directory and its lock
     * @throws IOException if the disk does not do it
     */
    LockedStorage open(AioDiskDbConfig config) throws IOException;

    /**
     * A directory that nobody else uses.
     *
     * @param storage its files
     * @param lock released by closing it
     */
    record LockedStorage(Storage storage, Closeable lock) {}

    /**
     * Deletes a database, and its directory if nothing else is in it.
     *
     * @param config names it
     * @throws IOException if a file cannot be deleted
     */
    void destroy(AioDiskDbConfig config) throws IOException;

    /**
     * Starts threads for one opening.
     *
     * @param config how many
     * @return the threads; to be closed
     */
    EngineThreads newThreads(AioDiskDbConfig config);

    /**
     * Makes an executor for what depends on futures: code of the user, which may block. It holds no thread while it has
     * nothing to do.
     *
     * @param config names the threads
     * @return runs tasks in order; a task that blocks holds the others up for a moment only
     */
    Executor newCompletions(AioDiskDbConfig config);

    /**
     * Allocates the memory of a write buffer.
     *
     * @param capacity in bytes
     * @return a direct buffer
     */
    ByteBuffer allocate(int capacity);

    /** {@return nanoseconds on a clock that only goes forward} */
    long nanoTime();

    /** {@return the time of day} */
    Instant now();

    /** {@return a random number} */
    long random();
}
