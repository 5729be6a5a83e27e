package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.sample.ArchiveClient.Upload;
import io.aiodiskdb.sample.LiveProbe.Event;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveOverHttpTest {

    @TempDir
    private Path directory;

    @Test
    void aDocumentGoesFromMemoryToTheDiskWhenItsEventArrives() {
        try (RunningSample sample = RunningSample.start(directory, "aiodiskdb.flush-interval=1h");
                LiveProbe probe = LiveProbe.connect(sample.port())) {
            ArchiveClient archive = sample.archive();
            Object id = archive.add(Upload.text("a", "hello")).get(0).get("id");
            probe.awaitEvent(event -> event.isStage(id, "in-memory"));
            assertThat(probe.stages(id)).containsExactly("received", "in-memory");

            archive.flush();

            Map<String, Object> last =
                    probe.awaitEvent(event -> event.isStage(id, "on-disk")).data();
            assertThat(last)
                    .containsEntry("name", "a")
                    .containsEntry("state", "on-disk")
                    .containsEntry("location", "0:0:5")
                    .containsKey("elapsedMillis");
            assertThat(probe.stages(id)).containsExactly("received", "in-memory", "on-disk");
            assertThat(probe.events("event"))
                    .extracting(event -> event.data().get("kind"))
                    .contains("written");
        }
    }

    @Test
    void theDocumentsOfABatchGoThroughTheSameStages() {
        try (RunningSample sample = RunningSample.start(directory);
                LiveProbe probe = LiveProbe.connect(sample.port())) {
            List<Map<String, Object>> stored = sample.archive().storeAll(Upload.text("a", "x"), Upload.text("b", "y"));

            for (Map<String, Object> document : stored) {
                Object id = document.get("id");
                probe.awaitEvent(event -> event.isStage(id, "on-disk"));
                assertThat(probe.stages(id)).containsExactly("received", "in-memory", "on-disk");
            }
        }
    }

    @Test
    void sendsTheFiguresAndTheFilesAsTheyChange() {
        try (RunningSample sample = RunningSample.start(directory, "aiodiskdb.flush-interval=1h");
                LiveProbe probe = LiveProbe.connect(sample.port())) {
            sample.archive().add(Upload.text("a", "hello"));
            probe.awaitEvent(event -> isFile(event, 0, 5));
            sample.archive().flush();
            probe.awaitEvent(event -> isFile(event, 5, 5));

            await().until(() -> probe.events("store").size() >= 3);
            Map<String, Object> store = probe.events("store").get(2).data();
            assertThat(store).containsKeys("at", "state", "stats").doesNotContainKey("files");
            assertThat(Instant.parse((String) store.get("at"))).isAfter(Instant.EPOCH);
        }
    }

    private static boolean isFile(Event event, int settledEnd, int end) {
        return event.name().equals("files")
                && event.data().get("files") instanceof List<?> files
                && files.get(0) instanceof Map<?, ?> file
                && file.get("settledEnd").equals(settledEnd)
                && file.get("end").equals(end);
    }

    @Test
    void tellsOfPruning() {
        try (RunningSample sample = RunningSample.start(directory, "aiodiskdb.overwrite=true");
                LiveProbe probe = LiveProbe.connect(sample.port())) {
            ArchiveClient archive = sample.archive();
            Object id = archive.store(Upload.text("a", "hello")).get("id");

            archive.post("/store/files/0/ltrim", "{\"position\": 5}");

            probe.awaitEvent(event -> event.isStage(id, "gone"));
            probe.awaitEvent(event -> event.name().equals("archive"));
            probe.awaitEvent(event -> "trimmed".equals(event.data().get("kind")));
        }
    }

    @Test
    void tellsHowAVerificationGoesAndWhatItFinds() throws IOException {
        try (RunningSample sample = RunningSample.start(directory)) {
            sample.archive().store(Upload.text("a", "hello world"));
        }
        try (RandomAccessFile data =
                new RandomAccessFile(directory.resolve("store/data00000.dat").toFile(), "rw")) {
            data.seek(data.length() - 1);
            data.write('X');
        }
        try (RunningSample sample = RunningSample.start(directory);
                LiveProbe probe = LiveProbe.connect(sample.port())) {
            assertThat(sample.archive().post("/store/verify").statusCode()).isEqualTo(202);

            Map<String, Object> result = probe.awaitEvent(event -> event.name().equals("verification")
                            && event.data().get("running").equals(false))
                    .data();
            assertThat(result).containsEntry("intact", false).containsEntry("damageCount", 1);
            assertThat(probe.events("verification").get(0).data())
                    .containsEntry("running", true)
                    .containsKeys("done", "total");
            try (LiveProbe late = LiveProbe.connect(sample.port())) {
                assertThat(late.awaitEvent(event -> event.name().equals("verification"))
                                .data())
                        .isEqualTo(result);
            }
        }
    }

    @Test
    void refusesMoreClientsThanThereMayBe() {
        try (RunningSample sample =
                RunningSample.start(directory, "sample.live.max-clients=2", "sample.live.heartbeat=100ms")) {
            try (LiveProbe first = LiveProbe.connect(sample.port());
                    LiveProbe second = LiveProbe.connect(sample.port())) {
                assertThat(first.events()).isNotEmpty();
                assertThat(second.events()).isNotEmpty();
                assertProblem(sample.archive().get("/live"), 503, "2 clients");
            }
            awaitRoom(sample);
        }
    }

    @Test
    void askingForTheHeadTakesNoPlace() {
        try (RunningSample sample = RunningSample.start(directory, "sample.live.max-clients=1")) {
            ArchiveClient archive = sample.archive();
            for (int number = 0; number < 3; number++) {
                assertThat(archive.send(archive.request("/live").method("HEAD", BodyPublishers.noBody()))
                                .statusCode())
                        .isEqualTo(200);
            }
            LiveProbe.connect(sample.port()).close();
        }
    }

    /** The graceful shutdown would wait for it, half a minute long. */
    @Test
    void aClientDoesNotHoldUpAStop() {
        RunningSample sample = RunningSample.start(directory);
        try (LiveProbe probe = LiveProbe.connect(sample.port())) {
            long begin = System.nanoTime();
            sample.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
            probe.awaitEnd();
        }
    }

    private static void awaitRoom(RunningSample sample) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> LiveProbe.connect(sample.port()).close());
    }

    @Test
    void aClientThatTakesNothingIsDisconnectedAndHarmsNoOther() throws IOException {
        try (RunningSample sample = RunningSample.start(
                        directory,
                        "sample.live.max-queue=20",
                        "sample.live.max-clients=2",
                        "server.tomcat.connection-timeout=1s");
                LiveProbe probe = LiveProbe.connect(sample.port());
                Socket slow = new Socket()) {
            slow.setReceiveBufferSize(1024);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), sample.port()));
            slow.getOutputStream()
                    .write("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().untilAsserted(() -> assertProblem(sample.archive().get("/live"), 503, ""));

            String text = "x".repeat(1 << 20);
            for (int number = 0; number < 30; number++) { // far more than the queue and the buffers of sockets
                int current = number;
                sample.liveEvents().publish("test", Map.of("number", current, "text", text));
                probe.awaitEvent(
                        event -> Integer.valueOf(current).equals(event.data().get("number")));
            }

            awaitRoom(sample);
        }
    }
}
