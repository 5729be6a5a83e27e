package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;

/**
 * Somebody who waits for the outcome of an operation. The first outcome counts. Its methods do not block and run no code of
 * the user on the calling thread.
 *
 * @param <T> type of the value
 */
public interface Promise<T> {

    /**
     * The operation is done.
     *
     * @param value its result
     */
    void complete(T value);

    /**
     * The operation has failed.
     *
     * @param reason why
     */
    void fail(AioDiskDbException reason);

    /** {@return whether the calling thread is going to wait for the outcome, and may block as well in doing what it waits for} */
    default boolean isAwaitedByCaller() {
        return false;
    }
}
