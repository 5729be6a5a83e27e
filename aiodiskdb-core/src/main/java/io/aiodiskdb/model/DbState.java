package io.aiodiskdb.model;

/**
 * The life of a database.
 *
 * <p>Legal transitions: NEW or STOPPED → STARTING → RUNNING or DEGRADED; RUNNING ↔ DEGRADED; RUNNING, DEGRADED or
 * FAILED → STOPPING → STOPPED; RUNNING, DEGRADED or STOPPING → FAILED; a start that is refused goes STARTING → STOPPED,
 * a stop that finds no room for the last flush STOPPING → DEGRADED.
 */
public enum DbState {
    /** Built, never started. */
    NEW,
    /** Taking the lock and recovering. */
    STARTING,
    /** Every operation works. */
    RUNNING,
    /**
     * Reads work. Either the storage is full and writes wait until room returns, or the store is damaged and writes
     * are refused.
     */
    DEGRADED,
    /** Flushing for the last time; writes are refused. */
    STOPPING,
    /** Files closed, lock released; may be started again. */
    STOPPED,
    /** A force failed: what it covered may be lost. Reads work, writes are refused; stop, then start to recover. */
    FAILED;

    /** {@return whether items can be read in this state} */
    public boolean isReadable() {
        return this == RUNNING || this == DEGRADED || this == STOPPING || this == FAILED;
    }
}
