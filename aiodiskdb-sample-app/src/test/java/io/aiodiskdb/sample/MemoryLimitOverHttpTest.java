package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.sample.web.MemoryBudget.Reservation;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitOverHttpTest {

    private static final int MEMORY = 1 << 20;

    @TempDir
    private static Path directory;

    private static RunningSample sample;
    private static SampleClient client;

    @BeforeAll
    static void start() {
        sample = RunningSample.start(directory, "sample.memory=" + MEMORY);
        client = sample.client();
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @Test
    void turnsAwayWhatDoesNotFitNowAndSaysWhenToTryAgain() {
        byte[] item = new byte[1000];
        String location = client.store(item);
        await().until(() -> sample.memory().reserved() == 0);
        try (Reservation others = sample.memory().open()) {
            others.grow(MEMORY - 999);
            assertBusy(client.post(item));
            assertBusy(client.post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(item))));
            assertBusy(client.get(location));
            assertBusy(client.commit(new SampleClient.Part("a", item)));
        }
        assertThat(client.read(location)).isEqualTo(item);
    }

    private static void assertBusy(HttpResponse<byte[]> answer) {
        assertProblem(answer, 503, "Try again");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void refusesWhatWillNeverFit() {
        byte[] item = new byte[MEMORY + 1];
        assertProblem(client.post(item), 413, "sample.memory");
        assertProblem(
                client.post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(item))), 413, "sample.memory");
    }
}
