package io.aiodiskdb.internal.engine;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the engine counts, cheaply. Thread-safe. */
final class Counters {

    final LongAdder itemsRead = new LongAdder();
    final LongAdder bytesRead = new LongAdder();
    final LongAdder itemsWritten = new LongAdder();
    final LongAdder bytesWritten = new LongAdder();
    final LongAdder itemsCommitted = new LongAdder();
    final LongAdder bytesCommitted = new LongAdder();
    final LongAdder flushes = new LongAdder();
    final LongAdder flushNanos = new LongAdder();
    final LongAdder commits = new LongAdder();
    final LongAdder commitNanos = new LongAdder();
    final LongAdder failures = new LongAdder();

    /** Those of earlier openings. */
    final LongAdder fsyncs = new LongAdder();

    /** Those of earlier openings. */
    final LongAdder fsyncNanos = new LongAdder();

    /** Written by the committer alone. */
    private volatile @Nullable Instant lastFlush;

    @Nullable
    Instant lastFlush() {
        return lastFlush;
    }

    void flushedAt(Instant time) {
        lastFlush = time;
    }

    void read(int bytes) {
        itemsRead.increment();
        bytesRead.add(bytes);
    }

    void written(long items, long bytes) {
        itemsWritten.add(items);
        bytesWritten.add(bytes);
    }
}
