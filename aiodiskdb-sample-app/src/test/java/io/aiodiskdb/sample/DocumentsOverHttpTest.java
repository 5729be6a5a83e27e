package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static io.aiodiskdb.sample.SampleClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.aiodiskdb.sample.ArchiveClient.Upload;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsOverHttpTest {

    private static final int MAX_FILE_SIZE = 3 << 20;

    @TempDir
    private static Path directory;

    private static RunningSample sample;
    private static ArchiveClient archive;

    @BeforeAll
    static void start() {
        sample = RunningSample.start(
                directory,
                "aiodiskdb.max-file-size=" + MAX_FILE_SIZE,
                "aiodiskdb.max-buffer-size=1MB",
                "sample.memory=64MB");
        archive = sample.archive();
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
    void answersWithTheDocumentsInTheirOrder() throws Exception {
        byte[] first = random(1, 100_000);
        List<Map<String, Object>> stored =
                archive.storeAll(Upload.of("first.bin", "application/x-first", first), Upload.text("second", "b"));

        assertThat(stored).hasSize(2);
        assertThat(stored.get(0))
                .containsOnlyKeys("id", "name", "type", "size", "sha256", "location", "storedAt", "state")
                .containsEntry("name", "first.bin")
                .containsEntry("type", "application/x-first")
                .containsEntry("size", first.length)
                .containsEntry("sha256", sha256(first))
                .containsEntry("state", "on-disk");
        assertThat(stored.get(1)).containsEntry("name", "second");
        HttpResponse<byte[]> single = archive.document(stored.get(0).get("id"));
        assertThat(JsonPath.<Map<String, Object>>read(text(single), "$")).isEqualTo(stored.get(0));
    }

    @Test
    void listsTheNewestFirstInPages() {
        for (int number = 0; number < 5; number++) {
            archive.store(Upload.text("paged-" + number, "x"));
        }

        assertThat(archive.list("?query=PAGED-&size=2"))
                .extracting(document -> document.get("name"))
                .containsExactly("paged-4", "paged-3");
        assertThat(archive.list("?query=paged-&size=2&page=2"))
                .extracting(document -> document.get("name"))
                .containsExactly("paged-0");
        assertThat(JsonPath.<Map<String, Object>>read(archive.page("?query=paged-&size=2&page=9"), "$"))
                .containsEntry("total", 5)
                .containsEntry("page", 9)
                .containsEntry("size", 2)
                .containsEntry("documents", List.of());
    }

    @Test
    void findsByNameTypeAndHash() throws Exception {
        byte[] content = random(2, 10);
        Object id = archive.store(Upload.of("Grüße 100%_a.txt", "application/x-needle", content))
                .get("id");
        String hash = sha256(content);

        for (String query : List.of("GR%C3%9C%C3%9FE", "100%25_A", "x-needle", hash.substring(0, 8), hash)) {
            assertThat(archive.list("?query=" + query))
                    .as(query)
                    .extracting(document -> document.get("id"))
                    .containsExactly(id);
        }
        assertThat(archive.list("?query=" + hash.substring(1, 20))).isEmpty();
        assertThat(archive.list("?query=%25_%25_%25")).isEmpty();
        assertThat(archive.list("?query=%27%20or%20%27%27%3D%27")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?page=-1", "?size=0", "?size=201", "?page=99999999", "?size=x"})
    void refusesAPageThatIsNone(String query) {
        assertProblem(archive.get("/documents" + query), 400, "");
    }

    @Test
    void doesNotKnowADocumentThatIsNotThere() {
        UUID id = UUID.randomUUID();

        assertProblem(archive.document(id), 404, id.toString());
        assertProblem(archive.content(id), 404, id.toString());
        assertProblem(archive.document("none"), 400, "");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_536, 1 << 20, (1 << 20) + 1, MAX_FILE_SIZE})
    void servesTheContentAsADownload(int size) {
        byte[] content = random(size, size);
        Map<String, Object> document = archive.store(Upload.of("a.html", "text/html", content));

        HttpResponse<byte[]> answer = archive.content(document.get("id"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(content);
        assertThat(answer.headers().map())
                .containsEntry("Content-Type", List.of("application/octet-stream"))
                .containsEntry("Content-Length", List.of(String.valueOf(size)))
                .containsEntry(
                        "Content-Disposition", List.of("attachment; filename=\"a.html\"; filename*=UTF-8''a.html"))
                .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                .containsEntry("Content-Security-Policy", List.of("sandbox; default-src 'none'"))
                .containsEntry("Cross-Origin-Resource-Policy", List.of("same-origin"))
                .containsEntry("Cache-Control", List.of("max-age=31536000, private, immutable"))
                .containsEntry("ETag", List.of("\"" + document.get("sha256") + "\""))
                .containsEntry("Accept-Ranges", List.of("bytes"));
    }

    @Test
    void servesTheHeadWithoutReadingTheItem() {
        Object id = archive.store(Upload.text("head", "hello")).get("id");
        long before = sample.database().stats().itemsRead();

        HttpResponse<byte[]> answer =
                archive.send(archive.request("/documents/" + id + "/content").method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().map())
                .containsEntry("Content-Length", List.of("5"))
                .containsEntry("Accept-Ranges", List.of("bytes"));
        assertThat(sample.database().stats().itemsRead()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0,h,0-0", "bytes=1-3,ell,1-3", "bytes=3-,lo,3-4", "bytes=-2,lo,3-4", "bytes=2-99,llo,2-4"})
    void servesARange(String range, String part, String place) {
        Object id = archive.store(Upload.text("range", "hello")).get("id");

        HttpResponse<byte[]> answer =
                archive.send(archive.request("/documents/" + id + "/content").header("Range", range));

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).asString().isEqualTo(part);
        assertThat(answer.headers().map())
                .containsEntry("Content-Range", List.of("bytes " + place + "/5"))
                .containsEntry("Content-Security-Policy", List.of("sandbox; default-src 'none'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-", "bytes=3-1", "lines=1-2"})
    void refusesARangeThatIsNotThere(String range) {
        Object id = archive.store(Upload.text("no range", "hello")).get("id");

        HttpResponse<byte[]> answer =
                archive.send(archive.request("/documents/" + id + "/content").header("Range", range));

        assertProblem(answer, 416, "5 bytes");
        assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */5");
    }

    @Test
    void servesARangeOnlyOfWhatTheClientHasBegunWith() {
        Map<String, Object> document = archive.store(Upload.text("if-range", "hello"));
        String path = "/documents/" + document.get("id") + "/content";

        HttpResponse<byte[]> same = archive.send(archive.request(path)
                .header("Range", "bytes=1-2")
                .header("If-Range", "\"" + document.get("sha256") + "\""));
        HttpResponse<byte[]> other =
                archive.send(archive.request(path).header("Range", "bytes=1-2").header("If-Range", "\"x\""));

        assertThat(same.statusCode()).isEqualTo(206);
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).asString().isEqualTo("hello");
        assertThat(other.headers().firstValue("Content-Length")).hasValue("5");
    }

    @Test
    void doesNotSendAgainWhatTheClientHas() {
        Map<String, Object> document = archive.store(Upload.text("tag", "hello"));
        String path = "/documents/" + document.get("id") + "/content";
        long before = sample.database().stats().itemsRead();

        for (String tags :
                List.of("\"" + document.get("sha256") + "\"", "\"x\", W/\"" + document.get("sha256") + "\"", "*")) {
            HttpResponse<byte[]> answer = archive.send(archive.request(path).header("If-None-Match", tags));
            assertThat(answer.statusCode()).as(tags).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
        }
        assertThat(sample.database().stats().itemsRead()).isEqualTo(before);
        assertThat(archive.send(archive.request(path).header("If-None-Match", "\"x\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "image/png,image/png",
        "image/jpeg,image/jpeg",
        "image/gif,image/gif",
        "image/webp,image/webp",
        "text/plain,text/plain;charset=UTF-8",
        "text/html,text/plain;charset=UTF-8",
        "text/javascript,text/plain;charset=UTF-8",
        "image/svg+xml,text/plain;charset=UTF-8",
        "application/json,text/plain;charset=UTF-8",
        "application/xhtml+xml,text/plain;charset=UTF-8",
        "application/yaml,text/plain;charset=UTF-8",
    })
    void previewsPicturesAndTextAsNothingElse(String declared, String served) {
        Object id = archive.store(Upload.of("a", declared, "<script>".getBytes(StandardCharsets.US_ASCII)))
                .get("id");

        HttpResponse<byte[]> answer = archive.get("/documents/" + id + "/content?inline=true");

        assertThat(previewable(id)).isEqualTo(served.substring(0, served.indexOf('/')));
        assertThat(answer.body()).asString().isEqualTo("<script>");
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("inline;");
        assertThat(answer.headers().map())
                .containsEntry("Content-Type", List.of(served))
                .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                .containsEntry("Content-Security-Policy", List.of("sandbox; default-src 'none'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/pdf",
                "application/octet-stream",
                "image/tiff",
                "video/mp4",
                "application/x-shockwave-flash"
            })
    void previewsNothingElse(String declared) {
        Object id = archive.store(Upload.of("a", declared, new byte[] {1})).get("id");

        HttpResponse<byte[]> answer = archive.get("/documents/" + id + "/content?inline=true");

        assertThat(previewable(id)).isNull();
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment;");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    }

    @Test
    void showsOnlyHealthOfTheManagementEndpoints() {
        assertThat(archive.get("/actuator/health").statusCode()).isEqualTo(200);
        for (String endpoint :
                List.of("aiodiskdb", "env", "beans", "heapdump", "configprops", "loggers", "shutdown", "mappings")) {
            assertThat(archive.get("/actuator/" + endpoint).statusCode())
                    .as(endpoint)
                    .isEqualTo(404);
        }
    }

    private @Nullable Object previewable(Object id) {
        return JsonPath.<Map<String, Object>>read(text(archive.document(id)), "$")
                .get("previewable");
    }

    private static byte[] random(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
