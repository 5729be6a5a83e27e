package io.aiodiskdb.sample;

import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Listens to the live events. */
final class LiveProbe implements AutoCloseable {

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Stream<String> lines;
    private final Thread thread;
    private volatile boolean ended;

    /** An event with its data. */
    record Event(String name, Map<String, Object> data) {

        boolean isStage(Object id, String stage) {
            return name.equals("document")
                    && data.get("id").equals(id)
                    && data.get("stage").equals(stage);
        }
    }

    private LiveProbe(Stream<String> lines) {
        this.lines = lines;
        this.thread = new Thread(this::read, "live probe");
        thread.setDaemon(true);
        thread.start();
    }

    /** Connects, and waits for the first event. */
    static LiveProbe connect(int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/live"))
                .build();
        try {
            HttpResponse<Stream<String>> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("status " + answer.statusCode());
            }
            LiveProbe probe = new LiveProbe(answer.body());
            probe.awaitEvent(event -> event.name.equals("files"));
            return probe;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        String[] name = {""};
        try {
            lines.forEach(line -> {
                if (line.startsWith("event:")) {
                    name[0] = line.substring("event:".length());
                } else if (line.startsWith("data:")) {
                    events.add(new Event(name[0], JsonPath.read(line.substring("data:".length()), "$")));
                }
            });
        } catch (java.io.UncheckedIOException e) {
            // disconnected: the same as an end
        }
        ended = true;
    }

    /** {@return what has come so far} */
    List<Event> events() {
        return List.copyOf(events);
    }

    List<Event> events(String name) {
        return events.stream().filter(event -> event.name.equals(name)).toList();
    }

    /** {@return the stages that a document has gone through so far} */
    List<Object> stages(Object id) {
        return events("document").stream()
                .filter(event -> event.data.get("id").equals(id))
                .map(event -> event.data.get("stage"))
                .toList();
    }

    Event awaitEvent(Predicate<Event> condition) {
        await().atMost(Duration.ofSeconds(20)).until(() -> events.stream().anyMatch(condition));
        return events.stream().filter(condition).findFirst().orElseThrow();
    }

    void awaitEnd() {
        await().atMost(Duration.ofSeconds(20)).until(() -> ended);
    }

    @Override
    public void close() {
        lines.close();
    }
}
