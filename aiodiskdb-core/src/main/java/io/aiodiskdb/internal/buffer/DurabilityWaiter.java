package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.error.AioDiskDbException;

/**
 * Somebody who waits until what is in a buffer is on stable storage. Told by the committer or a timer, once, or once more if a
 * thread has come to the end of its stack while it told; does not block and runs no code of the user.
 */
public interface DurabilityWaiter {

    /** Everything in the buffer is on stable storage. */
    void durable();

    /**
     * It will not be, or it takes too long.
     *
     * @param reason why
     */
    void failed(AioDiskDbException reason);

    /** {@return whether it is the calling thread itself that will wait, and may do the work that it waits for} */
    default boolean isCallingThread() {
        return false;
    }

    /** {@return until when it waits if the storage is full, on the clock of the buffers, in nanoseconds} */
    long deadlineNanos();
}
