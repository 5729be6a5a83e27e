package io.aiodiskdb.sample.archive;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.sample.item.WriteGate;
import io.aiodiskdb.sample.web.BusyException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Puts files into the store's buffer, and leaves their rows to the {@link RowWriter}. Thread-safe; blocks for room. */
@Component
class BufferedUpload {

    private final AioDiskDb database;
    private final PendingDocuments pending;
    private final RowWriter writer;
    private final WriteGate gate;
    private final DocumentStages stages;

    BufferedUpload(
            AioDiskDb database, PendingDocuments pending, RowWriter writer, WriteGate gate, DocumentStages stages) {
        this.database = database;
        this.pending = pending;
        this.writer = writer;
        this.gate = gate;
        this.stages = stages;
    }

    /**
     * Adds files, one after the other: each is a matter of its own.
     *
     * @return the documents, in the same order, in memory
     * @throws AioDiskDbException if the store does not take the first one
     * @throws BusyException if too many wait for their rows already
     * @throws PartlyStoredException if it does not take another one
     */
    List<DocumentView> store(List<ReceivedFile> files) {
        List<DocumentView> stored = new ArrayList<>();
        try {
            addAll(files, stored);
            return stored;
        } catch (AioDiskDbException | BusyException e) {
            files.subList(stored.size(), files.size())
                    .forEach(file -> stages.failed(file, "This file was not stored."));
            throw stored.isEmpty() ? e : new PartlyStoredException(stored.size(), files.size(), e);
        }
    }

    private void addAll(List<ReceivedFile> files, List<DocumentView> stored) {
        pending.reserve(files.size());
        try {
            gate.writing(() -> {
                for (ReceivedFile file : files) {
                    stored.add(add(file));
                }
                return stored;
            });
        } finally {
            pending.release(files.size() - stored.size());
        }
    }

    private DocumentView add(ReceivedFile file) {
        ItemLocation location = database.blocking().add(file.content());
        Document document = Document.of(file, location, Instant.now().truncatedTo(ChronoUnit.MICROS));
        stages.inMemory(file, location); // before the writer can tell of the next stage
        writer.take(new PendingDocument(document, database.persisted(location), file.receivedNanos()));
        return DocumentView.pending(document);
    }
}
