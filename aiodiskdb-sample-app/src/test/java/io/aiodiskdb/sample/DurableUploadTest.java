package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.sample.ArchiveClient.Upload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableUploadTest {

    @TempDir
    private Path directory;

    @Test
    void everythingIsThereAfterARestart() {
        List<Map<String, Object>> stored;
        try (RunningSample sample = RunningSample.start(directory)) {
            stored = sample.archive().storeAll(Upload.text("a", "first"), Upload.text("b", "second"));
        }
        try (RunningSample sample = RunningSample.start(directory, "aiodiskdb.recover=false")) {
            ArchiveClient archive = sample.archive();
            assertThat(archive.list("")).containsExactly(stored.get(1), stored.get(0));
            assertThat(archive.content(stored.get(0).get("id")).body())
                    .asString()
                    .isEqualTo("first");
            assertThat(archive.content(stored.get(1).get("id")).body())
                    .asString()
                    .isEqualTo("second");
        }
    }

    @Test
    void aBatchIsOneTransactionOfTheStore() {
        try (RunningSample sample = RunningSample.start(directory, "aiodiskdb.flush-interval=1h")) {
            Upload[] files = IntStream.range(0, 300)
                    .mapToObj(number -> Upload.text("file " + number, "content " + number))
                    .toArray(Upload[]::new);

            List<Map<String, Object>> stored = sample.archive().storeAll(files);

            assertThat(stored)
                    .extracting(document -> document.get("name"))
                    .hasSize(300)
                    .doesNotHaveDuplicates();
            assertThat(sample.database().stats().commits()).isEqualTo(1);
            assertThat(sample.database().stats().itemsBuffered()).isZero();
        }
    }

    @Test
    void storesNoItemsIfTheStoreRefusesThem() {
        try (RunningSample sample = RunningSample.start(
                directory, "aiodiskdb.max-transaction-size=10KB", "spring.servlet.multipart.max-request-size=1MB")) {
            ArchiveClient archive = sample.archive();

            HttpResponse<byte[]> answer = archive.upload(
                    "durable", Upload.of("a", "a/b", new byte[6000]), Upload.of("b", "a/b", new byte[6000]));

            assertProblem(answer, 413, "");
            assertThat(archive.list("")).isEmpty();
            assertThat(sample.database().stats().itemsAdded()).isZero();
        }
    }

    @Test
    void storesNoRowIfTheTableTakesOnlySomeOfThem() {
        try (RunningSample sample = RunningSample.start(directory);
                LiveProbe probe = LiveProbe.connect(sample.port())) {
            sample.table().execute("alter table document add constraint only_good check (name <> 'bad')");
            ArchiveClient archive = sample.archive();

            HttpResponse<byte[]> answer = archive.upload(
                    "durable", Upload.text("good", "x"), Upload.text("bad", "y"), Upload.text("last", "z"));

            assertProblem(answer, 500, "");
            assertThat(archive.list("")).isEmpty();
            await().untilAsserted(() -> assertThat(probe.events("document"))
                    .extracting(event -> event.data().get("stage"))
                    .containsExactly(
                            "received",
                            "received",
                            "received",
                            "in-memory",
                            "in-memory",
                            "in-memory",
                            "failed",
                            "failed",
                            "failed"));
            assertThat(archive.store(Upload.text("after", "w"))).containsEntry("state", "on-disk");
        }
    }

    @Test
    void answersWithAProblemInThePlaceOfDamagedBytes() throws IOException {
        Object id;
        try (RunningSample sample = RunningSample.start(directory)) {
            id = sample.archive().store(Upload.text("a", "hello world")).get("id");
        }
        Path file = directory.resolve("store/data00000.dat");
        try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
            data.seek(data.length() - 1);
            data.write('X');
        }
        try (RunningSample sample = RunningSample.start(directory)) {
            ArchiveClient archive = sample.archive();
            assertDamaged(archive.content(id));
            assertDamaged(archive.get("/documents/" + id + "/content?inline=true"));
            assertDamaged(archive.send(
                    archive.request("/documents/" + id + "/content").header("Range", "bytes=0-1")));
            await().untilAsserted(() -> assertThat(sample.memory().reserved()).isZero());
        }
    }

    private static void assertDamaged(HttpResponse<byte[]> answer) {
        assertProblem(answer, 500, "damaged");
        assertThat(answer.headers().map())
                .containsEntry("Cache-Control", List.of("no-store"))
                .doesNotContainKeys("ETag", "Content-Disposition");
    }

    @Test
    void keepsTheTableFromOtherUsers() throws IOException {
        try (RunningSample sample = RunningSample.start(directory)) {
            sample.archive().store(Upload.text("a", "x"));
            Path table = directory.resolve("store-archive.mv.db");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(table)))
                    .isEqualTo("rw-------");
        }
    }
}
