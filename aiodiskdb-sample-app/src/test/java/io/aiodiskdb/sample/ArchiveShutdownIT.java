package io.aiodiskdb.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.sample.ArchiveClient.Upload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive in a process that operating systems end in the middle of uploads. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ArchiveShutdownIT {

    private static final int CLIENTS = 3;

    @TempDir
    private Path directory;

    private final Map<Object, String> acknowledged = new ConcurrentHashMap<>();

    @Test
    void sigtermLosesNoBufferedUploadThatWasAcknowledged() throws Exception {
        try (SampleProcess sample = SampleProcess.start(directory, "aiodiskdb.flush-interval=1h")) {
            uploadUntil(sample, "buffered", 200, sample::terminate);
            assertThat(sample.exitStatus()).isEqualTo(128 + 15);
        }
        try (SampleProcess sample = SampleProcess.start(directory, "aiodiskdb.recover=false")) {
            everyAcknowledgedDocumentIsThere(new ArchiveClient(sample.port()));
            everyRowHasItsItem(new ArchiveClient(sample.port()));
        }
    }

    @Test
    void sigkillLosesNoDurableUploadAndLeavesNoRowWithoutItsItem() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (SampleProcess sample = SampleProcess.start(directory, "aiodiskdb.flush-interval=50ms")) {
                uploadUntil(sample, "durable", acknowledged.size() + 60, sample::kill);
            }
        }
        try (SampleProcess sample = SampleProcess.start(directory)) {
            everyAcknowledgedDocumentIsThere(new ArchiveClient(sample.port()));
            everyRowHasItsItem(new ArchiveClient(sample.port()));
        }
    }

    private void uploadUntil(SampleProcess sample, String mode, int enough, Runnable end) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int number = 0; number < CLIENTS; number++) {
            String name = mode + " " + number;
            clients.execute(() -> uploadUntilItEnds(new ArchiveClient(sample.port()), mode, name));
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> acknowledged.size() >= enough);
        end.run();
        clients.shutdown();
        assertThat(clients.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
    }

    /** Remembers what was answered; the last requests are refused, or get no answer. */
    private void uploadUntilItEnds(ArchiveClient archive, String mode, String name) {
        try {
            for (int number = 0; ; number++) {
                String content = name + " " + number;
                Upload file = Upload.of(content, "text/plain", content.getBytes(StandardCharsets.UTF_8));
                Map<String, Object> document = mode.equals("durable")
                        ? archive.store(file)
                        : archive.add(file).get(0);
                acknowledged.put(document.get("id"), content);
            }
        } catch (IllegalStateException | AssertionError e) {
            assertThat(acknowledged).isNotEmpty();
        }
    }

    private void everyAcknowledgedDocumentIsThere(ArchiveClient archive) {
        acknowledged.forEach((id, content) -> {
            assertThat(archive.state(id)).isEqualTo("on-disk");
            assertThat(archive.content(id).body()).asString().isEqualTo(content);
        });
    }

    private static void everyRowHasItsItem(ArchiveClient archive) {
        for (int page = 0; !archive.list("?size=200&page=" + page).isEmpty(); page++) {
            for (Map<String, Object> document : archive.list("?size=200&page=" + page)) {
                assertThat(document).containsEntry("state", "on-disk");
                assertThat(archive.content(document.get("id")).body())
                        .asString()
                        .isEqualTo(document.get("name"));
            }
        }
    }
}
