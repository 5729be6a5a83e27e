package io.aiodiskdb.sample.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RowWriterTest {

    private static final long PATIENCE_MILLIS = 30_000;

    private final AioDiskDbConfig config = AioDiskDb.builder(Path.of("never opened"))
            .timeout(Duration.ofMillis(300))
            .build()
            .config();
    private final AioDiskDb database = mock(AioDiskDb.class);
    private final PendingDocuments pending =
            new PendingDocuments(new ArchiveProperties(null, 10, Duration.ofSeconds(1)));
    private final DocumentRows rows = mock(DocumentRows.class);
    private final DocumentStages stages = mock(DocumentStages.class);
    private final RowWriter writer = new RowWriter(database, pending, rows, new PersistenceWatch(), stages);

    private final Document document = Document.of(
            new ReceivedFile(UUID.randomUUID(), "a", "text/plain", new byte[5], "hash", 0),
            new ItemLocation(0, 0, 5),
            Instant.EPOCH);
    private final CompletableFuture<Void> durable = new CompletableFuture<>();

    RowWriterTest() {
        when(database.config()).thenReturn(config);
    }

    private void take(CompletableFuture<Void> answer) {
        pending.reserve(1);
        writer.take(new PendingDocument(document, answer, 0));
    }

    private static CompletableFuture<Void> noRoom() {
        return CompletableFuture.failedFuture(new StorageFullException("no room"));
    }

    private void in(DbState state) {
        when(database.state()).thenReturn(state);
    }

    /** A stop tries to flush for a while, and what it flushes is to have its row. */
    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "DEGRADED", "STOPPING"})
    void asksTheStoreAgainAsLongAsItMayFindRoom(DbState state) throws InterruptedException {
        in(state);
        when(database.persisted(document.location())).thenReturn(durable);
        take(noRoom());

        writer.start();
        verify(database, timeout(PATIENCE_MILLIS)).persisted(document.location());
        assertThat(pending.size()).isEqualTo(1);
        durable.complete(null);

        await().until(() -> pending.size() == 0);
        in(DbState.STOPPED);
        writer.destroy();
        verify(rows).insertAll(List.of(document));
        verify(stages, never()).failed(any(), anyLong(), anyString());
    }

    @ParameterizedTest
    @EnumSource(names = {"STOPPED", "FAILED"})
    void givesUpWhenTheStoreTriesNoMore(DbState state) throws InterruptedException {
        in(state);
        take(noRoom());

        writer.start();

        await().until(() -> pending.size() == 0);
        writer.destroy();
        verify(stages).failed(eq(document), anyLong(), anyString());
        verify(database, never()).persisted(any());
        verify(rows, never()).insertAll(any());
    }

    @Test
    void itsEndWaitsForAStopThatIsStillGoingOn() throws InterruptedException {
        when(database.state()).then(call -> {
            durable.complete(null);
            return DbState.STOPPING;
        });
        take(durable);

        writer.destroy();

        verify(rows).insertAll(List.of(document));
        verify(stages, never()).failed(any(), anyLong(), anyString());
    }

    @Test
    void itsEndDoesNotWaitForEverForAStop() throws InterruptedException {
        in(DbState.STOPPING);
        take(durable);

        writer.destroy();

        assertThat(pending.size()).isZero();
        verify(stages).failed(eq(document), anyLong(), anyString());
        verify(rows, never()).insertAll(any());
    }
}
