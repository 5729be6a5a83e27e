package io.aiodiskdb.internal.buffer;

/** How the committer is told that there is something to do. Its methods are called without a lock. Thread-safe. */
@FunctionalInterface
public interface CommitterCalls {

    /** Wakes the committer if it is idle; does not block. */
    void wake();

    /** Enough has been added to the buffer that is being filled to write it behind; does not block. */
    default void writeBehind() {}

    /** The calling thread is going to wait for what there is to do: it may as well do it, if the committer is idle. May block. */
    default void wakeOrWork() {
        wake();
    }
}
