package io.aiodiskdb.internal.engine;

/** Runs something later. Thread-safe. */
@FunctionalInterface
public interface Timer {

    /**
     * Plans a task. It does not block.
     *
     * @param task what to run; on a thread of the timer
     * @param delayNanos how long from now
     * @return forgets the task, if it has not begun
     */
    Runnable schedule(Runnable task, long delayNanos);
}
