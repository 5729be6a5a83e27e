package io.aiodiskdb.sample.archive;

import io.aiodiskdb.sample.item.WriteGate;
import java.util.List;
import org.springframework.stereotype.Component;

/** Stores files all or none, and tells what becomes of them. Thread-safe; blocks. */
@Component
class DurableUpload {

    private final DurableTransaction transaction;
    private final DocumentRows rows;
    private final WriteGate gate;
    private final DocumentStages stages;
    private final PersistenceWatch watch;

    DurableUpload(
            DurableTransaction transaction,
            DocumentRows rows,
            WriteGate gate,
            DocumentStages stages,
            PersistenceWatch watch) {
        this.transaction = transaction;
        this.rows = rows;
        this.gate = gate;
        this.stages = stages;
        this.watch = watch;
    }

    /**
     * Stores files.
     *
     * @return the documents, in the same order: items and rows are on stable storage
     */
    List<DocumentView> store(List<ReceivedFile> files) {
        files.forEach(file -> stages.inMemory(file, null));
        List<Document> documents;
        try {
            documents = gate.writing(() -> storeAll(files));
        } catch (RuntimeException | Error e) {
            files.forEach(file -> stages.failed(file, "Nothing of this upload was stored."));
            throw e;
        }
        for (int number = 0; number < files.size(); number++) {
            Document document = documents.get(number);
            long receivedNanos = files.get(number).receivedNanos();
            watch.whenAnnounced(document.location(), () -> stages.onDisk(document, receivedNanos));
        }
        return documents.stream().map(DocumentView::of).toList();
    }

    private List<Document> storeAll(List<ReceivedFile> files) {
        List<Document> documents = transaction.store(files);
        rows.force();
        return documents;
    }
}
