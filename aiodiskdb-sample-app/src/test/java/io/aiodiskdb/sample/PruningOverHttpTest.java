package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static io.aiodiskdb.sample.SampleClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jayway.jsonpath.JsonPath;
import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.sample.ArchiveClient.Upload;
import io.aiodiskdb.sample.archive.FileRange;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningOverHttpTest {

    @TempDir
    private Path directory;

    private RunningSample sample;
    private ArchiveClient archive;

    @BeforeEach
    void start() {
        start("aiodiskdb.overwrite=true");
    }

    private void start(String property) {
        sample = RunningSample.start(directory, property, "aiodiskdb.flush-interval=1h");
        archive = sample.archive();
    }

    @AfterEach
    void stop() {
        sample.close();
    }

    /** Five documents of ten bytes each, one behind the other. */
    private List<Object> storeFive() {
        List<Object> ids = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            Map<String, Object> document = archive.store(Upload.text("number " + number, "content 0" + number));
            assertThat(document).containsEntry("location", "0:" + number * 10 + ":10");
            ids.add(document.get("id"));
        }
        return ids;
    }

    private List<String> states(List<Object> ids) {
        return ids.stream().map(archive::state).toList();
    }

    @Test
    void tellsWhatWouldGoAndChangesNothing() {
        List<Object> ids = storeFive();

        HttpResponse<byte[]> left = archive.post("/store/files/0/ltrim?dryRun=true", "{\"position\": 15}");
        HttpResponse<byte[]> right = archive.post("/store/files/0/rtrim?dryRun=true", "{\"position\": 40}");
        HttpResponse<byte[]> drop =
                archive.send(archive.request("/store/files/0?dryRun=true").DELETE());

        assertHits(left, 15, "number 0", "number 1");
        assertHits(right, 10, "number 4");
        assertHits(drop, 50, "number 0", "number 1", "number 2", "number 3", "number 4");
        assertThat(states(ids)).containsOnly("on-disk");
    }

    private static void assertHits(HttpResponse<byte[]> answer, int bytes, String... names) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(JsonPath.<Integer>read(text(answer), "$.bytes")).isEqualTo(bytes);
        assertThat(JsonPath.<Integer>read(text(answer), "$.documentCount")).isEqualTo(names.length);
        assertThat(JsonPath.<List<String>>read(text(answer), "$.documents[*].name"))
                .containsExactly(names);
    }

    @Test
    void documentsThatAreCutOffAreGone() {
        List<Object> ids = storeFive();

        assertHits(archive.post("/store/files/0/ltrim", "{\"position\": 15}"), 15, "number 0", "number 1");

        assertThat(states(ids)).containsExactly("gone", "gone", "on-disk", "on-disk", "on-disk");
        assertProblem(archive.content(ids.get(0)), 410, "pruned");
        assertProblem(archive.content(ids.get(1)), 410, "pruned");
        assertThat(archive.content(ids.get(2)).body()).asString().isEqualTo("content 02");
        assertThat(archive.list("?query=number 0".replace(" ", "%20")).get(0)).containsKey("goneAt");
        Map<String, Object> file = JsonPath.read(text(archive.get("/store")), "$.files[0]");
        assertThat(file)
                .containsEntry("begin", 15)
                .containsEntry("documents", 3)
                .containsEntry("gone", 2);
        assertHits(archive.post("/store/files/0/ltrim", "{\"position\": 20}"), 5);
    }

    @Test
    void aDocumentAtAPositionThatIsUsedAgainIsAnotherOne() {
        List<Object> ids = storeFive();

        assertHits(archive.post("/store/files/0/rtrim", "{\"position\": 25}"), 25, "number 2", "number 3", "number 4");
        Map<String, Object> next = archive.store(Upload.text("next", "other bytes here"));

        assertThat(next).containsEntry("location", "0:25:16");
        assertThat(states(ids)).containsExactly("on-disk", "on-disk", "gone", "gone", "gone");
        assertThat(archive.content(next.get("id")).body()).asString().isEqualTo("other bytes here");
        assertProblem(archive.content(ids.get(3)), 410, "");
    }

    @Test
    void everythingInADroppedFileIsGone() {
        List<Object> ids = storeFive();

        assertHits(
                archive.send(archive.request("/store/files/0").DELETE()),
                50,
                "number 0",
                "number 1",
                "number 2",
                "number 3",
                "number 4");

        assertThat(states(ids)).containsOnly("gone");
        assertThat(archive.store(Upload.text("next", "x"))).containsEntry("location", "1:0:1");
    }

    @Test
    void documentsInMemoryGetOntoTheDiskFirst() {
        Object id = archive.add(Upload.text("buffered", "0123456789")).get(0).get("id");

        assertHits(archive.post("/store/files/0/rtrim", "{\"position\": 5}"), 5, "buffered");

        assertThat(archive.state(id)).isEqualTo("gone");
    }

    @Test
    void refusesACutThatIsNone() {
        storeFive();

        assertProblem(archive.post("/store/files/0/ltrim", "{\"position\": 51}"), 400, "0 to 50");
        assertProblem(archive.post("/store/files/0/rtrim", "{\"position\": -1}"), 400, "0 to 50");
        assertProblem(archive.post("/store/files/0/rtrim", "{}"), 400, "position");
        assertProblem(archive.post("/store/files/0/rtrim", "nonsense"), 400, "");
        assertProblem(archive.post("/store/files/9/ltrim", "{\"position\": 0}"), 404, "9");
        assertProblem(archive.send(archive.request("/store/files/9").DELETE()), 404, "9");
        assertThat(archive.list(""))
                .extracting(document -> document.get("state"))
                .containsOnly("on-disk");
    }

    @Test
    void refusesEverythingUnlessOverwritingIsEnabled() {
        sample.close();
        start("aiodiskdb.overwrite=false");
        storeFive();

        for (String dry : List.of("", "?dryRun=true")) {
            assertProblem(archive.post("/store/files/0/ltrim" + dry, "{\"position\": 10}"), 403, "aiodiskdb.overwrite");
            assertProblem(archive.post("/store/files/0/rtrim" + dry, "{\"position\": 10}"), 403, "aiodiskdb.overwrite");
            assertProblem(archive.send(archive.request("/store/files/0" + dry).DELETE()), 403, "aiodiskdb.overwrite");
        }
        assertThat(archive.list(""))
                .extracting(document -> document.get("state"))
                .containsOnly("on-disk");
    }

    /** As after a crash between the pruning and the commit of the rows: the start compares before anything is written. */
    @Test
    void aStartMarksWhatTheStoreDoesNotHaveAnyMore() {
        List<Object> ids = storeFive();
        sample.close();
        try (AioDiskDb store =
                AioDiskDb.builder(directory.resolve("store")).overwrite(true).build()) {
            store.blocking().start();
            store.blocking().rtrim(0, 35);
            store.blocking().ltrim(0, 10);
        }

        start("aiodiskdb.overwrite=true");

        assertThat(states(ids)).containsExactly("gone", "on-disk", "on-disk", "gone", "gone");
    }

    @Test
    void prunesNothingIfTheTableRefusesTheMarks() {
        List<Object> ids = storeFive();
        sample.table().execute("alter table document add constraint never_gone check (gone_at is null)");

        assertProblem(archive.post("/store/files/0/rtrim", "{\"position\": 25}"), 500, "");

        assertThat(states(ids)).containsOnly("on-disk");
        assertThat(archive.content(ids.get(4)).body()).asString().isEqualTo("content 04");
        assertThat(archive.store(Upload.text("next", "x"))).containsEntry("location", "0:50:1");
    }

    @Test
    void marksNothingIfTheStoreRefusesToPrune() {
        List<Object> ids = storeFive();

        assertThatThrownBy(() -> sample.pruning().prune(new FileRange(0, 0, 50), () -> {
                    throw new StorageFullException("no room");
                }))
                .isInstanceOf(StorageFullException.class);

        assertThat(states(ids)).containsOnly("on-disk");
    }

    /** As if the commit of the marks had failed, behind a pruning that succeeded. */
    @Test
    void comparesWithTheStoreIfNobodyKnowsHowFarAPruningGot() {
        List<Object> ids = storeFive();

        assertThatThrownBy(() -> sample.pruning().prune(new FileRange(0, 25, Long.MAX_VALUE), () -> {
                    sample.database().blocking().rtrim(0, 25);
                    throw new IllegalStateException("the commit failed");
                }))
                .hasMessage("the commit failed");

        assertThat(states(ids)).containsExactly("on-disk", "on-disk", "gone", "gone", "gone");
        assertThat(archive.store(Upload.text("next", "x"))).containsEntry("location", "0:25:1");
    }

    @Test
    void writesNothingMoreIfNotEvenThatIsPossible() {
        List<Object> ids = storeFive();

        assertThatThrownBy(() -> sample.pruning().prune(new FileRange(0, 25, Long.MAX_VALUE), () -> {
                    sample.database().blocking().rtrim(0, 25);
                    sample.database().blocking().stop();
                    throw new IllegalStateException("the commit failed");
                }))
                .hasMessage("the commit failed");
        sample.database().blocking().start();

        assertProblem(archive.upload("durable", Upload.text("a", "x")), 503, "restart");
        assertProblem(archive.upload("buffered", Upload.text("a", "x")), 503, "restart");
        assertProblem(archive.send(archive.request("/items").POST(BodyPublishers.ofString("x"))), 503, "restart");
        sample.close();
        start("aiodiskdb.overwrite=true");
        assertThat(states(ids)).containsExactly("on-disk", "on-disk", "gone", "gone", "gone");
    }
}
