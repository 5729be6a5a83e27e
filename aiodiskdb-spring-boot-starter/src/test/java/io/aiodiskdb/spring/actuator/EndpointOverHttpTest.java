package io.aiodiskdb.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.actuator.HttpCalls.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The endpoint of an application with two databases, of which only one may be pruned, and unrestricted access. */
@SpringBootTest(
        classes = MonitoredApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "aiodiskdb.max-file-size=1000B",
            "aiodiskdb.max-buffer-size=1000B",
            "aiodiskdb.max-files=100",
            "aiodiskdb.flush-interval=1h",
            "aiodiskdb.overwrite=true",
            "aiodiskdb.databases.archive.overwrite=false",
            "aiodiskdb.events.enabled=false",
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.aiodiskdb.access=unrestricted",
            "management.endpoint.health.show-details=always"
        })
class EndpointOverHttpTest {

    private static final String DEFAULT = "/actuator/aiodiskdb/default";
    private static final String ARCHIVE = "/actuator/aiodiskdb/archive";

    @TempDir
    private static Path directory;

    @Autowired
    private AioDiskDbRegistry registry;

    @LocalServerPort
    private int port;

    private HttpCalls http;
    private AioDiskDb database;

    @DynamicPropertySource
    static void paths(DynamicPropertyRegistry properties) {
        properties.add("aiodiskdb.path", () -> directory.resolve("default").toString());
        properties.add(
                "aiodiskdb.databases.archive.path",
                () -> directory.resolve("archive").toString());
    }

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
        database = registry.get("default");
    }

    /** Fills an index of its own with ten items of 100 bytes, on stable storage. */
    private int fillAnIndex() {
        // The rest of the current file is too small for this one, unless it is the first of a file.
        ItemLocation last = database.blocking().addDurably(new byte[1000]);
        for (int item = 0; item < 10; item++) {
            last = database.blocking().addDurably(new byte[100]);
        }
        return last.index();
    }

    private static void assertRefused(Answer answer, int status, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.number("$.status")).isEqualTo(status);
        assertThat(answer.text("$.error")).isEqualTo(error);
    }

    @Test
    void showsAllDatabases() {
        Answer answer = http.get("/actuator/aiodiskdb");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.list("$.databases[*].name")).containsExactly("archive", "default");
        assertThat(answer.list("$.databases[*].primary")).containsExactly(false, true);
        assertThat(answer.list("$.databases[*].overwriteEnabled")).containsExactly(false, true);
        assertThat(answer.list("$.databases[*].state")).containsOnly("RUNNING");
        assertThat(answer.number("$.databases[0].figures.itemsAdded")).isNotNegative();
    }

    @Test
    void showsFiguresAndSettingsOfOne() {
        database.blocking().addDurably(new byte[10]);

        Answer answer = http.get(DEFAULT);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("$.state")).isEqualTo("RUNNING");
        assertThat(answer.number("$.figures.itemsAdded")).isPositive();
        assertThat(answer.text("$.figures.lastFlush")).startsWith("20");
        assertThat(answer.text("$.figures.flushTime")).startsWith("PT");
        assertThat(answer.number("$.settings.maxFileSize")).isEqualTo(1000);
        assertThat(answer.text("$.settings.flushInterval")).isEqualTo("PT1H");
    }

    @ParameterizedTest
    @CsvSource({"''", "/default", "/default/indices", "/default/events", "/default/verification", "/nope"})
    void namesNoPath(String path) {
        assertThat(http.get("/actuator/aiodiskdb" + path).body()).doesNotContain(directory.toString());
    }

    @Test
    void showsIndicesWithSizesTrimsAndItems() {
        int index = fillAnIndex();
        database.blocking().ltrim(index, 250);

        Answer answer = http.get(DEFAULT + "/indices?limit=1&from=" + index);

        assertThat(answer.list("$.indices[*].index")).containsExactly(index);
        assertThat(answer.number("$.indices[0].begin")).isEqualTo(250);
        assertThat(answer.number("$.indices[0].end")).isEqualTo(1000);
        assertThat(answer.number("$.indices[0].bytesOnDisk")).isEqualTo(750);
        assertThat(answer.number("$.indices[0].items")).isEqualTo(7);
    }

    @Test
    void pagesThroughTheIndices() {
        int last = fillAnIndex();

        Answer first = http.get(DEFAULT + "/indices?limit=1");
        assertThat(first.list("$.indices[*].index")).hasSize(1);
        assertThat(first.number("$.total")).isGreaterThan(1);
        assertThat(first.number("$.next")).isPositive();
        Answer end = http.get(DEFAULT + "/indices?from=" + (last + 50));
        assertThat(end.list("$.indices")).isEmpty();
        assertThat(end.body()).doesNotContain("next");
    }

    @Test
    void showsEventsEvenIfTheApplicationDoesNotReceiveThem() {
        int index = fillAnIndex();
        database.blocking().ltrim(index, 100);

        Awaitility.await().untilAsserted(() -> {
            Answer answer = http.get(DEFAULT + "/events?limit=200");
            assertThat(answer.list("$.events[*].type")).contains("Started", "Written");
            assertThat(answer.list("$.events[?(@.side == 'LEFT')].index")).contains(index);
        });
        assertThat(http.get(DEFAULT + "/events?limit=2").list("$.events[*].type"))
                .hasSize(2);
    }

    @Test
    void flushes() {
        ItemLocation buffered = database.blocking().add(new byte[10]);

        Answer answer = http.post(DEFAULT + "/flush");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.flag("$.done")).isTrue();
        assertThat(answer.number("$.itemsBuffered")).isZero();
        assertThat(database.persisted(buffered)).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void verifies() {
        database.blocking().addDurably(new byte[10]);

        Answer answer = http.post(DEFAULT + "/verify");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.flag("$.done")).isTrue();
        assertThat(answer.flag("$.report.intact")).isTrue();
        assertThat(answer.number("$.report.items")).isPositive();
        assertThat(http.get(DEFAULT + "/verification").body()).isEqualTo(answer.body());
        assertThat(http.get(ARCHIVE + "/verification").body()).isEqualTo("{\"database\":\"archive\",\"done\":true}");
    }

    @ParameterizedTest
    @CsvSource({
        "ltrim, 0, 0, 0",
        "ltrim, 200, 200, 2",
        "ltrim, 250, 250, 3",
        "ltrim, 1000, 1000, 10",
        "rtrim, 1000, 0, 0",
        "rtrim, 800, 200, 2",
        "rtrim, 750, 250, 3",
        "rtrim, 950, 50, 1",
        "rtrim, 0, 1000, 10"
    })
    void tellsWhatAPruningWouldDo(String pruning, int position, int bytes, int items) {
        int index = fillAnIndex();

        Answer answer = http.delete(DEFAULT + "/" + pruning + "/" + index + "?position=" + position);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.flag("$.dryRun")).isTrue();
        assertThat(answer.number("$.bytes")).isEqualTo(bytes);
        assertThat(answer.number("$.items")).isEqualTo(items);
        assertThat(database.read(new ItemLocation(index, 0, 1000)).join())
                .as("nothing was done")
                .isPresent();
    }

    @Test
    void drops() {
        int index = fillAnIndex();
        String path = DEFAULT + "/drop/" + index;

        Answer wouldGo = http.delete(path);
        Answer gone = http.delete(path + "?dryRun=false");

        assertThat(wouldGo.body())
                .isEqualTo("{\"database\":\"default\",\"pruning\":\"drop\",\"index\":" + index
                        + ",\"dryRun\":true,\"done\":true,\"bytes\":1000,\"items\":10}");
        assertThat(gone.body())
                .isEqualTo("{\"database\":\"default\",\"pruning\":\"drop\",\"index\":" + index
                        + ",\"dryRun\":false,\"done\":true,\"bytes\":1000,\"items\":10}");
        assertRefused(http.delete(path), 404, "there is no index " + index);
    }

    @Test
    void trims() {
        int index = fillAnIndex();

        Answer left = http.delete(DEFAULT + "/ltrim/" + index + "?position=250&dryRun=false");
        Answer right = http.delete(DEFAULT + "/rtrim/" + index + "?position=900&dryRun=false");

        assertThat(left.number("$.bytes")).isEqualTo(250);
        assertThat(right.number("$.bytes")).isEqualTo(100);
        assertThat(right.number("$.items")).isEqualTo(1);
        Answer shown = http.get(DEFAULT + "/indices?limit=1&from=" + index);
        assertThat(shown.number("$.indices[0].begin")).isEqualTo(250);
        assertThat(shown.number("$.indices[0].end")).isEqualTo(900);
        assertRefused(
                http.delete(DEFAULT + "/ltrim/" + index + "?position=100"),
                400,
                "position must be 250 to 900, the begin and the end of index " + index + ", but is 100");
    }

    @Test
    void refusesToPruneWhereOverwritingIsNotEnabled() {
        registry.get("archive").blocking().addDurably(new byte[10]);

        for (String query : List.of("", "?dryRun=true", "?dryRun=false")) {
            assertRefused(
                    http.delete(ARCHIVE + "/drop/0" + query),
                    409,
                    "pruning is not allowed: overwriting is not enabled, see the setting aiodiskdb.overwrite");
        }
        assertThat(registry.get("archive").read(new ItemLocation(0, 0, 10)).join())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | nope | 404 | there is no database \"nope\", but [archive, default]",
                "GET | nope/indices | 404 | there is no database \"nope\", but [archive, default]",
                "POST | nope/flush | 404 | there is no database \"nope\", but [archive, default]",
                "DELETE | nope/drop/0 | 404 | there is no database \"nope\", but [archive, default]",
                "GET | default/nope | 404 | a view must be indices, events or verification, but is \"nope\"",
                "POST | default/nope | 404 | an operation must be flush or verify, but is \"nope\"",
                "DELETE | default/nope/0 | 404 | a pruning must be drop, ltrim or rtrim, but is \"nope\"",
                "GET | default/indices?from=x | 400 | from must be a number from 0 to 2147483647, but is \"x\"",
                "GET | default/indices?from=-1 | 400 | from must be a number from 0 to 2147483647, but is \"-1\"",
                "GET | default/indices?limit=0 | 400 | limit must be 1 to 1000, but is 0",
                "GET | default/indices?limit=1001 | 400 | limit must be 1 to 1000, but is 1001",
                "GET | default/indices?limit=1&limit=2 | 400 | limit must be a number from 0 to 2147483647, but is \"1,2\"",
                "GET | default/events?limit=201 | 400 | limit must be 1 to 200, but is 201",
                "GET | default/events?from=1 | 400 | events takes no from, but there is 1",
                "GET | default/verification?limit=1 | 400 | verification takes no limit, but there is 1",
                "DELETE | default/drop/x | 400 | index must be a number from 0 to 2147483647, but is \"x\"",
                "DELETE | default/drop/-1 | 400 | index must be a number from 0 to 2147483647, but is \"-1\"",
                "DELETE | default/drop/99999999999999999999 | 400 | index must be a number from 0 to 2147483647, but is \"99999999999999999999\"",
                "DELETE | default/drop/100 | 400 | index must be 0 to 99, but is 100",
                "DELETE | default/drop/99 | 404 | there is no index 99",
                "DELETE | default/drop/0?position=1 | 400 | drop removes a whole index and takes no position, but there is 1",
                "DELETE | default/ltrim/0 | 400 | ltrim needs a position, but there is none",
                "DELETE | default/rtrim/0?position=x | 400 | position must be a number from 0 to 4294967295, but is \"x\"",
                "DELETE | default/drop/0?dryRun=maybe | 400 | dryRun must be true or false, but is \"maybe\""
            })
    void saysWhatIsWrong(String method, String path, int status, String error) {
        assertRefused(http.call(method, "/actuator/aiodiskdb/" + path), status, error);
    }

    @Test
    void showsTheHealthOfEachDatabaseByItsName() {
        Answer answer = http.get("/actuator/health/aiodiskdb");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("$.status")).isEqualTo("UP");
        assertThat(answer.text("$.components.default.details.state")).isEqualTo("RUNNING");
        assertThat(answer.text("$.components.archive.details.state")).isEqualTo("RUNNING");
    }
}
