package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.Store;
import java.util.ArrayList;
import java.util.List;

/** Every so manieth item that was written, to be read again after the time has been taken. Thread-safe. */
final class Samples {

    private final long every;
    private final List<long[]> kept = new ArrayList<>();

    Samples(long every) {
        this.every = every;
    }

    /** Keeps an item if it is its turn. */
    void offer(long count, long handle, long number) {
        if (count % every == 0) {
            synchronized (this) {
                kept.add(new long[] {handle, number});
            }
        }
    }

    /** Makes sure that each byte of the items is there. */
    synchronized void check(Store store, int size) throws Exception {
        if (kept.isEmpty()) {
            throw new IllegalStateException("there is no item to check");
        }
        byte[] template = Item.ofSize(size);
        try (Store.Reader reader = store.reader()) {
            for (long[] sample : kept) {
                Item.checkWholly(reader.read(sample[0], size), sample[1], template);
            }
        }
    }
}
