package io.aiodiskdb.internal.segment;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts the readers of something that will be taken away, and tells when the last one has left. Thread-safe.
 *
 * <p>Threads count in different cells, far enough apart that no two share a line of the processor's cache. A reader adds one
 * and then looks whether the end has been declared; whoever declares it sets the flag and then looks at the cells. So either
 * the reader sees the flag and leaves at once, or his one is seen. Each who leaves behind the flag looks at the cells as
 * well: behind the last of them, all are 0. A cell that was seen as 0 behind the flag has no reader any more that got in; one
 * that did not get in may make it look used for a moment, but looks again when he leaves.
 */
final class ReaderCount {

    /** In ints: two lines, for the processor fetches them in pairs. */
    private static final int DISTANCE = 32;

    private static final int MOST_CELLS = 64;
    private static final int CELLS =
            Math.min(MOST_CELLS, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4);

    private final AtomicIntegerArray cells = new AtomicIntegerArray((CELLS + 1) * DISTANCE);
    private final Runnable afterTheLast;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean ended;

    /**
     * Makes a count without readers.
     *
     * @param afterTheLast run once, when the end has been declared and nobody is in; by the one who declares or leaves
     */
    ReaderCount(Runnable afterTheLast) {
        this.afterTheLast = afterTheLast;
    }

    /** {@return the cell to {@linkplain #leave leave}; −1 if the end has been declared} */
    int enter() {
        int cell = ((int) Thread.currentThread().getId() & (CELLS - 1)) * DISTANCE + DISTANCE;
        cells.getAndIncrement(cell);
        if (!ended) {
            return cell;
        }
        leave(cell);
        return -1;
    }

    void leave(int cell) {
        cells.getAndDecrement(cell);
        if (ended) {
            tellIfUnused();
        }
    }

    /** Declares the end: nobody gets in any more. */
    void end() {
        ended = true;
        tellIfUnused();
    }

    private void tellIfUnused() {
        for (int cell = DISTANCE; cell < cells.length(); cell += DISTANCE) {
            if (cells.get(cell) != 0) {
                return;
            }
        }
        if (told.compareAndSet(false, true)) {
            afterTheLast.run();
        }
    }
}
