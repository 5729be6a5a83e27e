package io.aiodiskdb.internal.io;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows which stretches of a mapped file were in the page cache a moment ago. Asking the operating system for each read takes
 * as long as the read. Thread-safe; who asks at the same time may both ask the system.
 */
final class Residency {

    private static final int STRETCH_BITS = 18;

    /** Bytes that are asked for at once. */
    static final long STRETCH = 1L << STRETCH_BITS;

    /** A page that is being read is not the first to leave the cache, so not within this time; if it does, a read waits for the disk. */
    static final long BELIEVED_NANOS = 100_000_000;

    private static final long WHOLLY_THERE = 1;

    private final long length;
    private final Probe probe;
    private final LongSupplier nanoTime;

    /** For each stretch, when it was asked for; the lowest bit tells the answer. 0 if never. Made when first needed. */
    private volatile @Nullable AtomicLongArray answers;

    /** Asks the operating system. */
    interface Probe {

        /** {@return whether a range of the file is in memory} */
        boolean isResident(long offset, int length);
    }

    /**
     * Knows nothing yet.
     *
     * @param length bytes of the file that are mapped
     * @param probe asked again and again
     * @param nanoTime a clock that only goes forward
     */
    Residency(long length, Probe probe, LongSupplier nanoTime) {
        this.length = length;
        this.probe = probe;
        this.nanoTime = nanoTime;
    }

    /**
     * Tells whether a range is in memory, or was within the last {@value #BELIEVED_NANOS} ns.
     *
     * @param offset where it begins in the file
     * @param size its bytes
     */
    boolean isResident(long offset, int size) {
        AtomicLongArray known = answers();
        long now = nanoTime.getAsLong();
        long end = offset + size;
        for (long from = offset; from < end; ) {
            long to = Math.min(end, (from | (STRETCH - 1)) + 1);
            if (!isWhollyThere(known, (int) (from >>> STRETCH_BITS), now)
                    && !probe.isResident(from, (int) (to - from))) {
                return false;
            }
            from = to;
        }
        return true;
    }

    private boolean isWhollyThere(AtomicLongArray known, int stretch, long now) {
        long answer = known.getOpaque(stretch);
        if (answer != 0 && now - answer < BELIEVED_NANOS) {
            return (answer & WHOLLY_THERE) != 0;
        }
        long begin = (long) stretch << STRETCH_BITS;
        boolean wholly = probe.isResident(begin, (int) Math.min(STRETCH, length - begin));
        known.setOpaque(stretch, wholly ? now | WHOLLY_THERE : now & ~WHOLLY_THERE);
        return wholly;
    }

    private AtomicLongArray answers() {
        AtomicLongArray known = answers;
        if (known == null) {
            known = new AtomicLongArray((int) ((length + STRETCH - 1) >>> STRETCH_BITS));
            answers = known;
        }
        return known;
    }
}
