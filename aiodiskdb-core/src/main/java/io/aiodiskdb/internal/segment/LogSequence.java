package io.aiodiskdb.internal.segment;

import java.util.function.LongSupplier;

/** The lsn and the epoch of the records to come. Confined to the committer. */
final class LogSequence {

    private final LongSupplier epochs;
    private long lsn;
    private long epoch;

    LogSequence(LongSupplier epochs) {
        this.epochs = epochs;
        this.epoch = epochs.getAsLong();
    }

    /** Takes note of an lsn that exists: later ones are higher. */
    void saw(long existing) {
        lsn = Math.max(lsn, existing);
    }

    long nextLsn() {
        return ++lsn;
    }

    /** {@return the last lsn that was given out or seen} */
    long lastLsn() {
        return lsn;
    }

    long epoch() {
        return epoch;
    }

    void newEpoch() {
        epoch = epochs.getAsLong();
    }
}
