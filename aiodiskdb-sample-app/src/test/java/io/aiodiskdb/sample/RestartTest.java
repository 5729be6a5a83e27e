package io.aiodiskdb.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {

    private static final Pattern LOCATION = Pattern.compile("Location: /items/(\\S+)");

    @TempDir
    private Path directory;

    @Test
    void readsEverythingBackAfterEachRestart() {
        Map<String, byte[]> stored = new LinkedHashMap<>();
        for (int run = 0; run < 3; run++) {
            try (RunningSample sample = RunningSample.start(directory, "aiodiskdb.flush-interval=1h")) {
                SampleClient client = sample.client();
                stored.forEach(
                        (location, item) -> assertThat(client.read(location)).isEqualTo(item));
                byte[] item = new byte[10_000 + run];
                new Random(run).nextBytes(item);
                stored.put(client.store(item), item);
                List<byte[]> items = List.of(new byte[] {1, (byte) run}, new byte[] {2, (byte) run, 3});
                List<String> locations = client.storeAll(items);
                stored.put(locations.get(0), items.get(0));
                stored.put(locations.get(1), items.get(1));
            }
        }
        assertThat(stored).hasSize(9);
    }

    /** The database is stopped behind the web server, which waits for what has begun. */
    @Test
    void aRequestInFlightAtTheShutdownIsStillStored() throws Exception {
        RunningSample sample = RunningSample.start(directory);
        String answer;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sample.port())) {
            write(
                    socket,
                    "POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nConnection: close\r\n\r\n12345");
            waitUntil(() -> sample.memory().reserved() == 10);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(sample::close);
            waitUntil(() -> refusesConnections(sample.port()));
            write(socket, "67890");
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            closing.get();
        }

        Matcher location = LOCATION.matcher(answer);
        assertThat(location.find()).as(answer).isTrue();
        try (RunningSample again = RunningSample.start(directory)) {
            assertThat(again.client().read(location.group(1))).asString().isEqualTo("1234567890");
        }
    }

    private static void waitUntil(Callable<Boolean> condition) {
        await().until(condition);
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static boolean refusesConnections(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
