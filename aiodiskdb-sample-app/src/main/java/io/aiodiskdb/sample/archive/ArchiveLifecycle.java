package io.aiodiskdb.sample.archive;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Brings the archive up before the web server takes requests, and to rest when the last of them has been answered, while the
 * store still runs: what is in memory gets onto the disk, and has its rows.
 */
@Component
class ArchiveLifecycle implements SmartLifecycle {

    /** Started after the store (half the least number) and before the web server (close to the greatest). */
    static final int PHASE = 0;

    private static final Logger log = LoggerFactory.getLogger(ArchiveLifecycle.class);

    private final Reconciliation reconciliation;
    private final DocumentRows rows;
    private final RowWriter writer;
    private final ArchiveProperties properties;

    /** Volatile: any thread may ask. */
    private volatile boolean running;

    ArchiveLifecycle(Reconciliation reconciliation, DocumentRows rows, RowWriter writer, ArchiveProperties properties) {
        this.reconciliation = reconciliation;
        this.rows = rows;
        this.writer = writer;
        this.properties = properties;
    }

    @Override
    public void start() {
        long gone = reconciliation.run();
        if (gone > 0) {
            rows.force(); // before anything takes the positions of what is gone
            log.warn("{} documents are not in the store any more; they are marked as gone", gone);
        }
        writer.start();
        running = true;
    }

    /** What cannot be written here, because the storage is full, the writer tries once more when the store has stopped. */
    @Override
    public void stop() {
        running = false;
        if (!writer.drain(properties.shutdownTimeout())) {
            log.warn("Some documents have no rows yet");
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
