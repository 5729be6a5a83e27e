package io.aiodiskdb.sample.archive;

import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.sample.archive.DocumentEvent.Stage;
import io.aiodiskdb.sample.live.LiveEvents;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells the live events what becomes of documents. Thread-safe, does not block. */
@Component
final class DocumentStages {

    private final LiveEvents live;

    DocumentStages(LiveEvents live) {
        this.live = live;
    }

    void received(ReceivedFile file) {
        publish(DocumentView.inMemory(file, null, Instant.now()), Stage.RECEIVED, file.receivedNanos(), null);
    }

    void inMemory(ReceivedFile file, @Nullable ItemLocation location) {
        publish(DocumentView.inMemory(file, location, Instant.now()), Stage.IN_MEMORY, file.receivedNanos(), null);
    }

    void onDisk(Document document, long receivedNanos) {
        publish(DocumentView.of(document), Stage.ON_DISK, receivedNanos, null);
    }

    void failed(ReceivedFile file, String reason) {
        publish(DocumentView.inMemory(file, null, Instant.now()), Stage.FAILED, file.receivedNanos(), reason);
    }

    void failed(Document document, long receivedNanos, String reason) {
        publish(DocumentView.pending(document), Stage.FAILED, receivedNanos, reason);
    }

    void gone(Document document) {
        live.publish("document", new DocumentEvent(DocumentView.of(document), Stage.GONE, null, null));
    }

    /** More documents have changed than there are events for: who shows any has to ask anew. */
    void archiveChanged() {
        live.publish("archive", Map.of());
    }

    private void publish(DocumentView document, Stage stage, long receivedNanos, @Nullable String reason) {
        long elapsedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - receivedNanos);
        live.publish("document", new DocumentEvent(document, stage, elapsedMillis, reason));
    }
}
