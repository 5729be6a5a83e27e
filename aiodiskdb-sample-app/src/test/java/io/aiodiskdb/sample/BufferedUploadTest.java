package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.sample.ArchiveClient.Upload;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BufferedUploadTest {

    private static final String NEVER_FLUSHED = "aiodiskdb.flush-interval=1h";

    @TempDir
    private Path directory;

    @Test
    void aDocumentIsInMemoryUntilTheStoreFlushes() {
        try (RunningSample sample = RunningSample.start(directory, NEVER_FLUSHED)) {
            ArchiveClient archive = sample.archive();
            Object durable = archive.store(Upload.text("durable", "a")).get("id");
            Map<String, Object> added =
                    archive.add(Upload.text("buffered", "hello")).get(0);
            Object id = added.get("id");

            assertThat(added).containsEntry("state", "in-memory").containsKeys("location", "storedAt");
            assertThat(archive.list(""))
                    .extracting(document -> document.get("id"))
                    .containsExactly(id, durable);
            assertThat(archive.list("?query=BUFF")).containsExactly(added);
            assertThat(archive.list("?size=1&page=1"))
                    .extracting(document -> document.get("id"))
                    .containsExactly(durable);
            assertThat(archive.content(id).body()).asString().isEqualTo("hello");
            assertThat(rows(sample)).isEqualTo(1);

            archive.flush();

            await().until(() -> archive.state(id).equals("on-disk"));
            assertThat(rows(sample)).isEqualTo(2);
            assertThat(archive.list(""))
                    .extracting(document -> document.get("id"))
                    .containsExactly(id, durable);
            assertThat(archive.content(id).body()).asString().isEqualTo("hello");
        }
    }

    @Test
    void becomesDurableByItself() {
        try (RunningSample sample = RunningSample.start(directory, "aiodiskdb.flush-interval=200ms")) {
            Object id = sample.archive().add(Upload.text("a", "hello")).get(0).get("id");

            await().until(() -> sample.archive().state(id).equals("on-disk"));
        }
    }

    @Test
    void refusesMoreThanMayWaitInMemory() {
        try (RunningSample sample = RunningSample.start(directory, NEVER_FLUSHED, "sample.archive.max-pending=3")) {
            ArchiveClient archive = sample.archive();
            archive.add(Upload.text("1", "a"), Upload.text("2", "b"));

            HttpResponse<byte[]> answer = archive.upload("buffered", Upload.text("3", "c"), Upload.text("4", "d"));
            assertProblem(answer, 503, "At most 3 documents");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            archive.add(Upload.text("5", "e"));
            assertThat(archive.list(""))
                    .extracting(document -> document.get("name"))
                    .containsExactly("5", "2", "1");

            archive.flush();
            await().until(() -> rows(sample) == 3);
            // Their places become free a moment after their rows are there.
            await().until(() ->
                    archive.upload("buffered", Upload.text("6", "f"), Upload.text("7", "g"), Upload.text("8", "h"))
                                    .statusCode()
                            == 202);
        }
    }

    @Test
    void writesTheRowsWhenTheTableCanBeWrittenAgain() {
        try (RunningSample sample = RunningSample.start(directory, NEVER_FLUSHED)) {
            ArchiveClient archive = sample.archive();
            Object id = archive.add(Upload.text("a", "hello")).get(0).get("id");
            sample.table().execute("alter table document rename to hidden");
            archive.flush();
            assertThat(archive.state(id)).isEqualTo("in-memory");

            sample.table().execute("alter table hidden rename to document");

            await().until(() -> archive.state(id).equals("on-disk"));
        }
    }

    @Test
    void aRowThatTheTableDoesNotTakeHarmsNoOther() {
        try (RunningSample sample = RunningSample.start(directory, NEVER_FLUSHED);
                LiveProbe probe = LiveProbe.connect(sample.port())) {
            ArchiveClient archive = sample.archive();
            sample.table().execute("alter table document add constraint only_good check (name <> 'bad')");
            List<Map<String, Object>> added =
                    archive.add(Upload.text("good", "a"), Upload.text("bad", "b"), Upload.text("fine", "c"));

            archive.flush();

            await().until(() -> rows(sample) == 2);
            assertThat(archive.list(""))
                    .extracting(document -> document.get("name"))
                    .containsExactly("fine", "good");
            Map<String, Object> failure = probe.awaitEvent(
                            event -> event.isStage(added.get(1).get("id"), "failed"))
                    .data();
            assertThat(failure.get("reason")).asString().contains("table");
        }
    }

    @Test
    void aStopOfTheApplicationWritesWhatIsInMemory() {
        Upload[] files = IntStream.range(0, 700)
                .mapToObj(number -> Upload.text("file " + number, "content " + number))
                .toArray(Upload[]::new);
        List<Map<String, Object>> added;
        try (RunningSample sample = RunningSample.start(directory, NEVER_FLUSHED)) {
            added = sample.archive().add(files);
            assertThat(rows(sample)).isZero();
        }
        try (RunningSample sample = RunningSample.start(directory, NEVER_FLUSHED, "aiodiskdb.recover=false")) {
            assertThat(rows(sample)).isEqualTo(700);
            ArchiveClient archive = sample.archive();
            for (int number = 0; number < files.length; number += 50) {
                Object id = added.get(number).get("id");
                assertThat(archive.state(id)).isEqualTo("on-disk");
                assertThat(archive.content(id).body()).asString().isEqualTo("content " + number);
            }
        }
    }

    private static long rows(RunningSample sample) {
        Long count = sample.table().queryForObject("select count(*) from document", Long.class);
        return count == null ? -1 : count;
    }
}
