package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Prunes an index. Confined to the committer. */
final class PruneJob implements Job {

    private final Prunings.Pruning pruning;
    private final Writers writers;
    private final EngineContext context;
    private final AtomicLong prunings;
    private final Promise<Long> promise;
    private long removed;

    /**
     * Makes a job.
     *
     * @param prunings changes before and after, for readers to notice
     */
    PruneJob(
            Prunings.Pruning pruning,
            Writers writers,
            EngineContext context,
            AtomicLong prunings,
            Promise<Long> promise) {
        this.pruning = pruning;
        this.writers = writers;
        this.context = context;
        this.prunings = prunings;
        this.promise = promise;
    }

    /**
     * What is buffered is not concerned, unless it belongs to the index, or the index is where adds go. What was written ahead
     * follows the last record of the journals, so it is committed before there is another one.
     */
    @Override
    public void run() throws IOException {
        boolean current = pruning.index() == writers.segments().next().index();
        boolean concernsBuffers = current || writers.slots().holds(pruning.index());
        if (concernsBuffers || writers.segments().hasWrittenAhead()) {
            writers.whileFlushed(this::prune);
        } else {
            prune();
        }
    }

    @Override
    public void done() {
        if (removed > 0 || pruning instanceof Prunings.Drop) {
            context.publish(pruning.event(removed));
        }
        promise.complete(removed);
    }

    private void prune() throws IOException {
        prunings.incrementAndGet();
        try {
            removed = pruning.apply(writers.segments());
        } finally {
            prunings.incrementAndGet();
        }
    }

    /** A prune needs little room; that it has found it says nothing of what is buffered. */
    @Override
    public boolean hasWritten() {
        return false;
    }

    @Override
    public void failed(AioDiskDbException reason) {
        promise.fail(reason);
    }
}
