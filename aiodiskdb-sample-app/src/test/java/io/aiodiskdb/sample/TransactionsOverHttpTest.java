package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static io.aiodiskdb.sample.SampleClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.sample.SampleClient.Part;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionsOverHttpTest {

    private static final int MAX_FILE_SIZE = 1 << 20;
    private static final int MAX_PARTS = 50;

    @TempDir
    private static Path directory;

    private static RunningSample sample;
    private static SampleClient client;

    @BeforeAll
    static void start() throws IOException {
        sample = RunningSample.start(
                directory.resolve("db"),
                "aiodiskdb.max-file-size=" + MAX_FILE_SIZE,
                "aiodiskdb.max-buffer-size=256KB",
                "aiodiskdb.max-transaction-size=4MB",
                "server.tomcat.max-part-count=" + MAX_PARTS,
                "spring.servlet.multipart.location=" + Files.createDirectory(directory.resolve("uploads")),
                "sample.memory=64MB");
        client = sample.client();
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @AfterEach
    void memoryIsGivenBackAndUploadsAreDeleted() {
        await().untilAsserted(() -> {
            assertThat(sample.memory().reserved()).isZero();
            try (Stream<Path> uploads = Files.list(directory.resolve("uploads"))) {
                assertThat(uploads).isEmpty();
            }
        });
    }

    @Test
    void storesThePartsInTheirOrderWhateverTheirNames() {
        HttpResponse<byte[]> answer = client.commit(part("b", "first"), part("a", "second"), part("b", "third"));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        List<String> locations = JsonPath.read(text(answer), "$[*].location");
        assertThat(locations)
                .map(location -> new String(client.read(location), StandardCharsets.UTF_8))
                .containsExactly("first", "second", "third");
        assertThat(JsonPath.<List<Integer>>read(text(answer), "$[*].size")).containsExactly(5, 6, 5);
    }

    @Test
    void storesItemsThatFillSeveralDataFiles() {
        Random random = new Random(1);
        List<byte[]> items = IntStream.of(MAX_FILE_SIZE, 1, 700_000, 700_000, 5)
                .mapToObj(byte[]::new)
                .peek(random::nextBytes)
                .toList();

        List<String> locations = client.storeAll(items);

        assertThat(locations).map(client::read).containsExactlyElementsOf(items);
        assertThat(locations.stream()
                        .map(location -> ItemLocation.parse(location).index())
                        .distinct())
                .hasSizeGreaterThan(2);
    }

    @Test
    void storesNothingIfAPartIsEmpty() {
        assertStoresNothing(() ->
                assertProblem(client.commit(part("a", "one"), part("b", ""), part("c", "three")), 400, "part 2 of 3"));
    }

    @Test
    void storesNothingIfAPartIsTooLarge() {
        Part large = new Part("b", new byte[MAX_FILE_SIZE + 1]);
        assertStoresNothing(() -> assertProblem(client.commit(part("a", "one"), large), 413, ""));
    }

    @Test
    void storesNothingIfThePartsAreTooLargeTogether() {
        Part[] parts = IntStream.range(0, 5)
                .mapToObj(number -> new Part("a", new byte[MAX_FILE_SIZE]))
                .toArray(Part[]::new);
        assertStoresNothing(() -> assertProblem(client.commit(parts), 413, ""));
    }

    @Test
    void storesNothingIfThereAreTooManyParts() {
        Part[] parts = IntStream.rangeClosed(0, MAX_PARTS)
                .mapToObj(number -> part("a", "x"))
                .toArray(Part[]::new);
        assertStoresNothing(() -> assertProblem(client.commit(parts), 413, ""));
    }

    @Test
    void refusesATransactionWithoutParts() {
        assertStoresNothing(() -> assertProblem(client.commit(), 400, ""));
    }

    @Test
    void refusesWhatIsNotMultipart() {
        assertStoresNothing(() -> {
            assertProblem(send("application/json", "[1]"), 415, "application/json");
            assertProblem(send("multipart/form-data", "no boundary"), 400, "multipart");
            assertProblem(send("multipart/form-data; boundary=x", "--x\r\n\r\ncut off"), 400, "");
        });
    }

    private static HttpResponse<byte[]> send(String contentType, String body) {
        return client.send(client.request("/transactions")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body)));
    }

    private static void assertStoresNothing(Runnable request) {
        long before = sample.database().stats().itemsWritten();
        request.run();
        assertThat(sample.database().stats().itemsWritten()).isEqualTo(before);
    }

    private static Part part(String name, String text) {
        return new Part(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
