package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static io.aiodiskdb.sample.SampleClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.aiodiskdb.sample.ArchiveClient.Upload;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOverHttpTest {

    @TempDir
    private Path directory;

    @Test
    void showsTheStoreWithItsFilesAndBounds() {
        try (RunningSample sample = RunningSample.start(
                directory,
                "aiodiskdb.flush-interval=1h",
                "aiodiskdb.max-file-size=1MB",
                "aiodiskdb.max-buffer-size=100KB",
                "aiodiskdb.max-read-size=512KB")) {
            ArchiveClient archive = sample.archive();
            archive.store(Upload.text("a", "hello"));
            archive.add(Upload.text("b", "buffered"));

            HttpResponse<byte[]> answer = archive.get("/store");

            Map<String, Object> store = JsonPath.read(text(answer), "$");
            assertThat(store)
                    .containsEntry("state", "running")
                    .containsEntry("overwriteEnabled", false)
                    .containsEntry("durability", "flush")
                    .containsEntry("flushInterval", 3_600_000)
                    .containsEntry("maxFileSize", 1 << 20)
                    .containsEntry("maxBufferSize", 100 << 10)
                    .containsEntry("maxUploadSize", 512 << 10);
            assertThat(((Number) store.get("freeSpace")).longValue())
                    .isBetween(1L, directory.toFile().getTotalSpace());
            assertThat(JsonPath.<Map<String, Object>>read(text(answer), "$.stats"))
                    .containsEntry("itemsAdded", 2)
                    .containsEntry("bytesBuffered", 8)
                    .containsEntry("bytesOnDisk", 5)
                    .containsKeys("capacityLeft", "fsyncMillis", "lastFlush");
            assertThat(JsonPath.<Map<String, Object>>read(text(answer), "$.files[0]"))
                    .containsEntry("begin", 0)
                    .containsEntry("settledEnd", 5)
                    .containsEntry("end", 13)
                    .containsEntry("items", 1)
                    .containsEntry("documents", 1)
                    .containsEntry("gone", 0);
        }
    }

    @Test
    void aFlushAnswersWhenEverythingIsOnTheDisk() {
        try (RunningSample sample = RunningSample.start(directory, "aiodiskdb.flush-interval=1h")) {
            sample.archive().add(Upload.text("a", "hello"));
            assertThat(sample.database().stats().itemsBuffered()).isEqualTo(1);

            HttpResponse<byte[]> answer = sample.archive().post("/store/flush");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(text(answer)).isEqualTo("{}");
            assertThat(sample.database().stats().itemsBuffered()).isZero();
        }
    }

    @Test
    void onlyReadsTheStoreWithGet() {
        try (RunningSample sample = RunningSample.start(directory)) {
            assertProblem(sample.archive().get("/store/flush"), 405, "GET");
            assertProblem(sample.archive().get("/store/verify"), 405, "GET");
            assertProblem(sample.archive().get("/store/files/0"), 405, "GET");
        }
    }
}
