package io.aiodiskdb.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.actuator.HttpCalls.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Health, meters and endpoint of an application with one database and the default access. */
@SpringBootTest(
        classes = MonitoredApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "aiodiskdb.overwrite=true",
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.health.show-details=always"
        })
class DefaultsOverHttpTest {

    @TempDir
    private static Path directory;

    @Autowired
    private AioDiskDb database;

    @LocalServerPort
    private int port;

    private HttpCalls http;

    @DynamicPropertySource
    static void paths(DynamicPropertyRegistry properties) {
        properties.add("aiodiskdb.path", () -> directory.resolve("db").toString());
    }

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @Test
    void readsAreAllowed() {
        assertThat(http.get("/actuator/aiodiskdb/default").status()).isEqualTo(200);
        assertThat(http.get("/actuator/aiodiskdb/default/indices").status()).isEqualTo(200);
    }

    @Test
    void writesAndDeletesAreNot() {
        assertThat(http.post("/actuator/aiodiskdb/default/flush").status()).isEqualTo(405);
        assertThat(http.post("/actuator/aiodiskdb/default/verify").status()).isEqualTo(405);
        assertThat(http.delete("/actuator/aiodiskdb/default/drop/0").status()).isEqualTo(404);
    }

    @Test
    void showsTheHealthOfTheOnlyDatabase() {
        Answer answer = http.get("/actuator/health/aiodiskdb");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("$.status")).isEqualTo("UP");
        assertThat(answer.text("$.details.state")).isEqualTo("RUNNING");
        assertThat(answer.body()).doesNotContain(directory.toString()).doesNotContain("components");
    }

    @Test
    void healthTurnsDownWhenTheDirectoryVanishes() throws Exception {
        assertThat(http.get("/actuator/health/aiodiskdb").status()).isEqualTo(200);
        Path aside = directory.resolve("aside");
        Files.move(directory.resolve("db"), aside);

        Answer down = http.get("/actuator/health/aiodiskdb");
        Files.move(aside, directory.resolve("db"));
        Answer up = http.get("/actuator/health/aiodiskdb");

        assertThat(down.status()).isEqualTo(503);
        assertThat(down.text("$.status")).isEqualTo("DOWN");
        assertThat(down.text("$.details.reason")).isEqualTo("the directory of the database has vanished");
        assertThat(up.text("$.status")).isEqualTo("UP");
    }

    @Test
    void showsMeters() {
        database.blocking().addDurably(new byte[10]);

        Answer answer = http.get("/actuator/metrics/aiodiskdb.data.added?tag=database:default");

        assertThat(answer.text("$.baseUnit")).isEqualTo("bytes");
        assertThat(answer.list("$.measurements[*].statistic")).containsExactly("COUNT");
    }
}
