package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.Durability;
import io.aiodiskdb.benchmarks.system.Store;
import java.util.SplittableRandom;

/** A writer, and a reader of what it has written so far. Each of the two methods is for one thread. */
final class WriterAndReader {

    /** Every so manieth read is compared byte by byte; of the others, the length and the number at both ends are. */
    private static final int CHECK_EVERY = 16;

    private final Store store;
    private final ItemPool pool;
    private final Durability durability;

    /** The writer publishes elements by {@link #written}. */
    private final long[] handles;

    private volatile int written;
    private volatile boolean over;
    private volatile double writeSeconds;
    private volatile double readSeconds;
    private volatile long reads;

    WriterAndReader(Store store, ItemPool pool, int items, Durability durability) {
        this.store = store;
        this.pool = pool;
        this.handles = new long[items];
        this.durability = durability;
    }

    double writesPerSecond() {
        return handles.length / writeSeconds;
    }

    double readsPerSecond() {
        return reads / readSeconds;
    }

    /** Writes all items, until they are in the files or, if that is asked for, on stable storage. */
    void write() throws Exception {
        try {
            long start = System.nanoTime();
            try (Store.Writer writer = store.writer()) {
                for (int number = 0; number < handles.length; number++) {
                    handles[number] = writer.append(pool.item(number));
                    written = number + 1;
                }
            }
            if (durability == Durability.UNSYNCED) {
                store.awaitInFiles();
            } else {
                store.sync();
            }
            writeSeconds = (System.nanoTime() - start) / 1e9;
        } finally {
            over = true;
        }
    }

    /** Reads until all is written. What a system still keeps for a batch is not found, and not counted. */
    void read() throws Exception {
        SplittableRandom random = new SplittableRandom(2);
        long start = System.nanoTime();
        long count = 0;
        try (Store.Reader reader = store.reader()) {
            while (!over) {
                int known = written;
                if (known == 0) {
                    Thread.onSpinWait();
                    continue;
                }
                int number = random.nextInt(known);
                byte[] item = reader.read(handles[number], pool.size(number));
                if (item != null) {
                    check(item, number, count % CHECK_EVERY == 0);
                    count++;
                }
            }
        }
        readSeconds = (System.nanoTime() - start) / 1e9;
        reads = count;
    }

    private void check(byte[] item, int number, boolean wholly) {
        if (wholly) {
            Item.checkWholly(item, number, pool.template(number));
        } else {
            Item.check(item, number, pool.size(number));
        }
    }
}
