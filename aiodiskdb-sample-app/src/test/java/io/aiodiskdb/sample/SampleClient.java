package io.aiodiskdb.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a client of the application does. */
final class SampleClient {

    private static final String BOUNDARY = "------------boundary";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI base;

    SampleClient(int port) {
        this.base = URI.create("http://127.0.0.1:" + port);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).get(2, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> post(BodyPublisher body) {
        return send(request("/items").POST(body));
    }

    HttpResponse<byte[]> post(byte[] item) {
        return post(BodyPublishers.ofByteArray(item));
    }

    /** Posts an item and takes its location out of the answer. */
    String store(byte[] item) {
        HttpResponse<byte[]> answer = post(item);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
        return JsonPath.read(text(answer), "$.location");
    }

    HttpResponse<byte[]> get(String location) {
        return send(request("/items/" + location));
    }

    /** Gets the bytes of an item that has to be there. */
    byte[] read(String location) {
        HttpResponse<byte[]> answer = get(location);
        assertThat(answer.statusCode()).as("status of %s", location).isEqualTo(200);
        return answer.body();
    }

    HttpResponse<byte[]> commit(Part... parts) {
        return send(request("/transactions")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(multipart(parts))));
    }

    /** Commits the items, all under the same name, and takes their locations out of the answer. */
    List<String> storeAll(List<byte[]> items) {
        HttpResponse<byte[]> answer =
                commit(items.stream().map(item -> new Part("item", item)).toArray(Part[]::new));
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
        return JsonPath.read(text(answer), "$[*].location");
    }

    private static byte[] multipart(Part... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part.name
                    + "\"; filename=\"any\"\r\nContent-Type: application/octet-stream\r\n\r\n";
            body.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(part.content);
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** Checks that an answer is a problem, and such a one. */
    static void assertProblem(HttpResponse<byte[]> answer, int status, String detail) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(JsonPath.<Integer>read(text(answer), "$.status")).isEqualTo(status);
        assertThat(JsonPath.<String>read(text(answer), "$.detail")).contains(detail);
    }

    /** A part of a multipart body. */
    static final class Part {

        private final String name;
        private final byte[] content;

        Part(String name, byte[] content) {
            this.name = name;
            this.content = content;
        }
    }
}
