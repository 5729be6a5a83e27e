package io.aiodiskdb.sample.archive;

import io.aiodiskdb.sample.archive.AffectedDocuments.Named;
import io.aiodiskdb.sample.archive.PruningTransaction.Hits;
import io.aiodiskdb.sample.item.WriteGate;
import io.aiodiskdb.sample.web.BusyException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The archive's part in a pruning: marks the documents that it hits as gone. Thread-safe; blocks.
 *
 * <p>Nothing is written from before the pruning until the marks are durable, because the store may give the same positions
 * to what is written next. Should the pruning, the commit or the force fail, the rows are compared with what the store has; if even
 * that is not possible, nothing is written any more.
 */
@Component
public class ArchivePruning {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(ArchivePruning.class);

    private final WriteGate gate;
    private final RowWriter writer;
    private final PruningTransaction transaction;
    private final Reconciliation reconciliation;
    private final DocumentStages stages;

    ArchivePruning(
            WriteGate gate,
            RowWriter writer,
            PruningTransaction transaction,
            Reconciliation reconciliation,
            DocumentStages stages) {
        this.gate = gate;
        this.writer = writer;
        this.transaction = transaction;
        this.reconciliation = reconciliation;
        this.stages = stages;
    }

    /**
     * Tells which documents a pruning would hit. Those in memory are not among them.
     *
     * @param range what would be pruned
     * @return those that have bytes there, and are not gone already
     */
    public AffectedDocuments affected(FileRange range) {
        return named(transaction.hits(range));
    }

    /**
     * Prunes, and marks the documents that this hits as gone.
     *
     * @param range what is pruned
     * @param store prunes it in the store
     * @return the documents
     * @throws BusyException if writes in progress, or documents in memory, do not come to an end
     */
    public AffectedDocuments prune(FileRange range, Runnable store) {
        Hits hits = gate.alone(() -> pruneAlone(range, store));
        hits.first().forEach(stages::gone);
        if (hits.count() > 0) {
            stages.archiveChanged();
        }
        return named(hits);
    }

    private Hits pruneAlone(FileRange range, Runnable store) {
        if (!writer.drain(PATIENCE)) {
            throw new BusyException("There are documents in memory that do not get onto the disk. Nothing was pruned.");
        }
        try {
            Hits hits = transaction.prune(range, store);
            transaction.force();
            return hits;
        } catch (RuntimeException | Error e) {
            compareWithStore(e);
            throw e;
        }
    }

    /** Nobody knows which half has been done, or whether one has. */
    private void compareWithStore(Throwable cause) {
        try {
            reconciliation.run();
            transaction.force();
        } catch (RuntimeException e) {
            e.addSuppressed(cause);
            log.error("The rows of pruned documents could not be marked. Nothing is written until a restart", e);
            gate.seal("A pruning has failed half-way, and nothing is written before a restart of the application.");
        }
    }

    private static AffectedDocuments named(Hits hits) {
        return new AffectedDocuments(
                hits.first().stream()
                        .map(document -> new Named(document.id(), document.name()))
                        .toList(),
                hits.count());
    }
}
