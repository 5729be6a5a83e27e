package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static io.aiodiskdb.sample.SampleClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemsOverHttpTest {

    private static final int MAX_FILE_SIZE = 3 << 20;
    private static final int MAX_BUFFER_SIZE = 1 << 20;
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path directory;

    private static RunningSample sample;
    private static SampleClient client;

    @BeforeAll
    static void start() {
        sample = RunningSample.start(
                directory.resolve("db"),
                "aiodiskdb.max-file-size=" + MAX_FILE_SIZE,
                "aiodiskdb.max-buffer-size=" + MAX_BUFFER_SIZE,
                "sample.memory=64MB");
        client = sample.client();
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @AfterEach
    void allMemoryIsGivenBack() {
        await().untilAsserted(() -> assertThat(sample.memory().reserved()).isZero());
    }

    @Test
    void answersWithTheLocationOfAnItem() {
        HttpResponse<byte[]> answer = client.post(HELLO);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        Map<String, Object> json = JsonPath.read(text(answer), "$");
        assertThat(json)
                .containsOnlyKeys("index", "position", "size", "location")
                .containsEntry("size", HELLO.length);
        String location = json.get("index") + ":" + json.get("position") + ":" + json.get("size");
        assertThat(json).containsEntry("location", location);
        assertThat(answer.headers().firstValue("Location")).hasValue("/items/" + location);
    }

    @Test
    void servesTheBytesAsADownload() {
        HttpResponse<byte[]> answer = client.get(client.store(HELLO));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(HELLO);
        assertThat(answer.headers().map())
                .containsEntry("Content-Type", List.of("application/octet-stream"))
                .containsEntry("Content-Length", List.of("5"))
                .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                .containsEntry("Content-Disposition", List.of("attachment"))
                .containsEntry("Accept-Ranges", List.of("bytes"));
    }

    @Test
    void anAnsweredItemIsOnTheDisk() {
        long before = sample.database().stats().bytesWritten();
        client.store(HELLO);
        assertThat(sample.database().stats().bytesWritten()).isGreaterThanOrEqualTo(before + HELLO.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                "no such thing"
            })
    void storesABodyOfAnyContentTypeAsItIs(String contentType) {
        HttpResponse<byte[]> answer = client.send(client.request("/items?a=b")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString("a=b&c={--x--")));

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
        assertThat(client.read(JsonPath.read(text(answer), "$.location")))
                .asString()
                .isEqualTo("a=b&c={--x--");
    }

    @Test
    void storesAlsoForClientsThatDoNotAcceptJson() {
        HttpResponse<byte[]> answer = client.send(
                client.request("/items").header("Accept", "text/html").POST(BodyPublishers.ofByteArray(HELLO)));

        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_535, 65_536, 65_537, 1_000_000, MAX_BUFFER_SIZE, MAX_BUFFER_SIZE + 1, MAX_FILE_SIZE})
    void storesItemsOfDeclaredAndOfUnknownLength(int size) {
        byte[] item = bytes(size, size);

        String declared = client.store(item);
        HttpResponse<byte[]> answer = client.post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(item)));

        assertThat(client.read(declared)).isEqualTo(item);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(client.read(JsonPath.read(text(answer), "$.location"))).isEqualTo(item);
    }

    @Test
    void refusesAnItemLargerThanADataFile() {
        byte[] item = new byte[MAX_FILE_SIZE + 1];

        assertProblem(client.post(item), 413, "at most " + MAX_FILE_SIZE);
        assertProblem(
                client.post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(item))),
                413,
                "at most " + MAX_FILE_SIZE);
    }

    /** Over a socket: the HTTP client of JDK 17 never returns if such a request is refused (JDK-8286171). */
    @Test
    void refusesAHugeItemBeforeItIsSent() throws IOException {
        String answer = exchange("Content-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413").contains("at most " + MAX_FILE_SIZE);
    }

    @Test
    void refusesAnEmptyItem() {
        assertProblem(client.post(new byte[0]), 400, "");
        assertProblem(client.post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[0]))), 400, "");
    }

    @Test
    void servesAnItemToThoseWhoOnlyAskForItsHead() {
        HttpResponse<byte[]> answer =
                client.send(client.request("/items/" + client.store(HELLO)).method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).hasValue("5");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void servesARangeOfAnItem() {
        HttpResponse<byte[]> answer =
                client.send(client.request("/items/" + client.store(HELLO)).header("Range", "bytes=1-3"));

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).asString().isEqualTo("ell");
        assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes 1-3/5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-", "bytes=9-12", "bytes=3-1", "lines=1-2"})
    void refusesARangeThatIsNotThere(String range) {
        HttpResponse<byte[]> answer =
                client.send(client.request("/items/" + client.store(HELLO)).header("Range", range));

        assertProblem(answer, 416, "5 bytes");
        assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */5");
    }

    @Test
    void doesNotSendAgainWhatTheClientHas() {
        String location = client.store(HELLO);
        String tag = client.get(location).headers().firstValue("ETag").orElseThrow();

        HttpResponse<byte[]> same =
                client.send(client.request("/items/" + location).header("If-None-Match", tag));
        HttpResponse<byte[]> other =
                client.send(client.request("/items/" + location).header("If-None-Match", "\"x\""));

        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void aCacheHasToAskBecauseALocationCanNameOtherBytesOneDay() {
        HttpResponse<byte[]> answer = client.get(client.store(HELLO));

        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache, private");
        assertThat(client.get(client.store("other".getBytes(StandardCharsets.UTF_8)))
                        .headers()
                        .firstValue("ETag"))
                .isNotEqualTo(answer.headers().firstValue("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999:0:5", "0:0:3145729", "0:3000000:3000000", "0:0:0", "2147483647:0:1"})
    void doesNotFindWhatIsNotThere(String location) {
        assertProblem(client.get(location), 404, "no item at " + location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "0:0",
                "0:0:5:1",
                "-1:0:5",
                "0:0:-5",
                "a:b:c",
                "0:0:4294967296",
                "2147483648:0:1",
                "%20",
                ":::",
                "0:4294967295:1"
            })
    void refusesALocationThatIsNone(String location) {
        HttpResponse<byte[]> answer = client.get(location);

        assertProblem(answer, 400, "");
        assertThat(text(answer)).doesNotContain(directory.toString());
    }

    @Test
    void refusesToReadMoreThanAReadMay() {
        assertProblem(client.get("0:0:4294967295"), 413, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "GET"})
    void namesTheMethodThatItemsAllow(String method) {
        HttpResponse<byte[]> answer = client.send(client.request("/items").method(method, BodyPublishers.noBody()));

        assertProblem(answer, 405, method);
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    }

    @Test
    void answersToUnknownPathsWithAProblem() {
        assertProblem(client.send(client.request("/nothing/here")), 404, "");
    }

    @Test
    void storesNothingOfABodyThatIsCutOff() throws IOException {
        long before = sample.database().stats().itemsAdded();
        assertThat(exchange("Content-Length: 10\r\n\r\n12345")).doesNotContain("201");
        assertThat(sample.database().stats().itemsAdded()).isEqualTo(before);
    }

    /** Posts the rest of a request to the items, says that there will be no more, and waits for the answer. */
    private static String exchange(String rest) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sample.port())) {
            socket.setSoTimeout(30_000);
            String request = "POST /items HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + rest;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void manyClientsAtOnceGetBackWhatTheyStored() throws Exception {
        int clients = 16;
        ExecutorService executor = Executors.newFixedThreadPool(clients);
        Map<String, Integer> seeds = new ConcurrentHashMap<>();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int number = 0; number < clients; number++) {
                int first = number * 1000;
                running.add(executor.submit(() -> storeSome(first, 25, seeds)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }

        assertThat(seeds).hasSize(clients * 25);
        seeds.forEach((location, seed) -> assertThat(client.read(location))
                .as("item %d at %s", seed, location)
                .isEqualTo(bytes(seed, size(seed))));
    }

    private static void storeSome(int first, int count, Map<String, Integer> seeds) {
        for (int seed = first; seed < first + count; seed++) {
            assertThat(seeds.put(client.store(bytes(seed, size(seed))), seed)).isNull();
        }
    }

    private static int size(int seed) {
        return 1 + new Random(seed).nextInt(100_000);
    }

    private static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
