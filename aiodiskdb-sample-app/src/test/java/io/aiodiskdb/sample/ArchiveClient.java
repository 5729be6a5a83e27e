package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a client of the archive does. */
final class ArchiveClient {

    private static final String BOUNDARY = "--------boundary-of-uploads";

    private final SampleClient client;

    ArchiveClient(int port) {
        this.client = new SampleClient(port);
    }

    /** A file to upload; its disposition is sent as it is, after "form-data". */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Upload(String disposition, String type, byte[] content) {

        static Upload of(String name, String type, byte[] content) {
            return new Upload("; name=\"files\"; filename=\"" + name + "\"", type, content);
        }

        static Upload text(String name, String content) {
            return of(name, "text/plain", content.getBytes(StandardCharsets.UTF_8));
        }
    }

    HttpRequest.Builder request(String path) {
        return client.request(path);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        return client.send(request);
    }

    HttpResponse<byte[]> get(String path) {
        return send(request(path));
    }

    HttpResponse<byte[]> post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    HttpResponse<byte[]> post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<byte[]> upload(String mode, Upload... files) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Upload file : files) {
            String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data" + file.disposition
                    + "\r\nContent-Type: " + file.type + "\r\n\r\n";
            body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            body.writeBytes(file.content);
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return send(request("/documents?mode=" + mode)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    /** Stores a file durably. {@return its document} */
    Map<String, Object> store(Upload file) {
        return storeAll(file).get(0);
    }

    List<Map<String, Object>> storeAll(Upload... files) {
        return documents(upload("durable", files), 201);
    }

    /** Adds files without waiting for the disk. */
    List<Map<String, Object>> add(Upload... files) {
        return documents(upload("buffered", files), 202);
    }

    private static List<Map<String, Object>> documents(HttpResponse<byte[]> answer, int status) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
        return JsonPath.read(text(answer), "$");
    }

    HttpResponse<byte[]> document(Object id) {
        return get("/documents/" + id);
    }

    String state(Object id) {
        HttpResponse<byte[]> answer = document(id);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return JsonPath.read(text(answer), "$.state");
    }

    HttpResponse<byte[]> content(Object id) {
        return get("/documents/" + id + "/content");
    }

    /** {@return what a list or a search finds, with the query string that is given} */
    List<Map<String, Object>> list(String query) {
        return JsonPath.read(page(query), "$.documents");
    }

    String page(String query) {
        HttpResponse<byte[]> answer = get("/documents" + query);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return text(answer);
    }

    void flush() {
        assertThat(post("/store/flush").statusCode()).isEqualTo(200);
    }
}
