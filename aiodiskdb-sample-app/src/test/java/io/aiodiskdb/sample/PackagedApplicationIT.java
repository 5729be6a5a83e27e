package io.aiodiskdb.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar, ended in the way that operating systems end processes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PackagedApplicationIT {

    private static final Pattern LOCATION = Pattern.compile("Location: /items/(\\S+)");
    private static final int CLIENTS = 4;

    @TempDir
    private Path directory;

    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger seeds = new AtomicInteger();

    @Test
    void whatWasAcknowledgedSurvivesSigkillInTheMiddleOfWrites() throws Exception {
        for (int round = 1; round <= 3; round++) {
            try (SampleProcess sample = SampleProcess.start(directory, "aiodiskdb.max-file-size=16MB")) {
                readEverythingBack(sample.client());
                int enough = acknowledged.size() + 100;
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
                for (int number = 0; number < CLIENTS; number++) {
                    clients.execute(() -> storeUntilItIsKilled(sample.client()));
                }
                await().atMost(Duration.ofMinutes(2)).until(() -> acknowledged.size() >= enough);
                sample.kill();
                clients.shutdown();
                assertThat(clients.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
            }
        }
        try (SampleProcess sample = SampleProcess.start(directory, "aiodiskdb.max-file-size=16MB")) {
            readEverythingBack(sample.client());
        }
    }

    /** Stores single items and transactions, and remembers those that were answered. */
    private void storeUntilItIsKilled(SampleClient client) {
        try {
            while (true) {
                int seed = seeds.addAndGet(3);
                acknowledged.put(client.store(item(seed)), seed);
                List<String> pair = client.storeAll(List.of(item(seed + 1), item(seed + 2)));
                acknowledged.put(pair.get(0), seed + 1);
                acknowledged.put(pair.get(1), seed + 2);
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasRootCauseInstanceOf(IOException.class);
        }
    }

    private void readEverythingBack(SampleClient client) {
        acknowledged.forEach((location, seed) -> assertThat(client.read(location))
                .as("item %d at %s", seed, location)
                .isEqualTo(item(seed)));
    }

    private static byte[] item(int seed) {
        Random random = new Random(seed);
        byte[] item = new byte[1 + random.nextInt(100_000)];
        random.nextBytes(item);
        return item;
    }

    /** That the stop was a clean one shows in that a start which may not recover anything succeeds. */
    @Test
    void sigtermLetsRequestsInFlightEndAndStopsTheDatabaseCleanly() throws Exception {
        String answer;
        try (SampleProcess sample = SampleProcess.start(directory)) {
            acknowledged.put(sample.client().store(item(1)), 1);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sample.port())) {
                socket.setSoTimeout(60_000);
                write(
                        socket,
                        "POST /items HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\n12345");
                // Answered after the request above has come in: the server accepts connections in their order.
                sample.client().read(acknowledged.keySet().iterator().next());
                sample.terminate();
                await().until(() -> refusesConnections(sample.port()));
                write(socket, "67890");
                answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
            assertThat(sample.exitStatus()).isEqualTo(128 + 15);
        }

        Matcher location = LOCATION.matcher(answer);
        assertThat(location.find()).as(answer).isTrue();
        try (SampleProcess sample = SampleProcess.start(directory, "aiodiskdb.recover=false")) {
            readEverythingBack(sample.client());
            assertThat(sample.client().read(location.group(1))).asString().isEqualTo("1234567890");
        }
    }

    @Test
    void sigkillLeavesADatabaseThatIsRecoveredOnlyIfThatIsAllowed() throws Exception {
        try (SampleProcess sample = SampleProcess.start(directory)) {
            acknowledged.put(sample.client().store(item(1)), 1);
            sample.kill();
        }

        assertThat(SampleProcess.failToStart(directory, "aiodiskdb.recover=false"))
                .contains("does not end with a clean stop");
        try (SampleProcess sample = SampleProcess.start(directory)) {
            readEverythingBack(sample.client());
        }
    }

    @Test
    void aSecondProcessIsRefusedAndHarmsNothing() throws Exception {
        try (SampleProcess sample = SampleProcess.start(directory)) {
            assertThat(SampleProcess.failToStart(directory)).contains("is in use by another process");
            acknowledged.put(sample.client().store(item(1)), 1);
            readEverythingBack(sample.client());
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean refusesConnections(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
