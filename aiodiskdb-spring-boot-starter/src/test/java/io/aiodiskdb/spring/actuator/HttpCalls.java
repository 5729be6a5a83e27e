package io.aiodiskdb.spring.actuator;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Calls an application over HTTP.
 *
 * @param port where it listens
 */
record HttpCalls(int port) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /**
     * An answer.
     *
     * @param status its code
     * @param body its text
     */
    record Answer(int status, String body) {

        String text(String path) {
            return JsonPath.parse(body).read(path, String.class);
        }

        int number(String path) {
            return JsonPath.parse(body).read(path, Integer.class);
        }

        boolean flag(String path) {
            return JsonPath.parse(body).read(path, Boolean.class);
        }

        List<Object> list(String path) {
            return JsonPath.parse(body).read(path);
        }
    }

    Answer get(String path) {
        return call("GET", path);
    }

    Answer post(String path) {
        return call("POST", path);
    }

    Answer delete(String path) {
        return call("DELETE", path);
    }

    Answer call(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> response =
                    CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(method + " " + path, e);
        }
    }
}
