package io.aiodiskdb.spring.resource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The controller of the documentation, over HTTP. */
class ItemResourceHttpTest {

    private static final int SMALL = 20_000;
    private static final int LARGE = ItemResource.DEFAULT_CHECKED_BYTES + 500_000;

    @TempDir
    private static Path directory;

    private static ConfigurableApplicationContext context;
    private static AioDiskDb database;
    private static byte[] small;
    private static byte[] large;
    private static ItemLocation smallLocation;
    private static ItemLocation largeLocation;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        context = new SpringApplicationBuilder(Application.class)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "spring.main.banner-mode=off",
                        "spring.datasource.generate-unique-name=true",
                        "aiodiskdb.path=" + directory.resolve("db"),
                        "aiodiskdb.overwrite=true")
                .run();
        database = context.getBean(AioDiskDb.class);
        small = new byte[SMALL];
        large = new byte[LARGE];
        new Random(1).nextBytes(small);
        new Random(2).nextBytes(large);
        smallLocation = database.blocking().addDurably(small);
        largeLocation = database.blocking().addDurably(large);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Items items(AioDiskDb database) {
            return new Items(database);
        }
    }

    @RestController
    static final class Items {

        private final AioDiskDb database;

        Items(AioDiskDb database) {
            this.database = database;
        }

        @GetMapping("/items/{location}")
        ResponseEntity<Resource> item(@PathVariable String location) {
            ItemResource item = new ItemResource(database, ItemLocation.parse(location));
            if (!item.exists()) {
                return ResponseEntity.notFound().build();
            }
            return ResponseEntity.ok()
                    .eTag("\"" + item.location() + "\"")
                    .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).immutable())
                    .contentType(MediaType.APPLICATION_OCTET_STREAM)
                    .body(item);
        }

        @GetMapping("/unchecked/{location}")
        ResponseEntity<Resource> unchecked(@PathVariable String location) {
            ItemResource item = new ItemResource(database, ItemLocation.parse(location)).withFilename("a.txt");
            return ResponseEntity.ok()
                    .contentType(MediaTypeFactory.getMediaType(item).orElseThrow())
                    .body(item);
        }

        @ExceptionHandler(NoSuchFileException.class)
        @ResponseStatus(HttpStatus.NOT_FOUND)
        void gone() {}
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    @Test
    void servesAWholeItem() throws Exception {
        assertWhole(get("/items/" + smallLocation), smallLocation, small);
        assertWhole(get("/items/" + largeLocation), largeLocation, large);
    }

    private static void assertWhole(HttpResponse<byte[]> response, ItemLocation location, byte[] data) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(data);
        assertThat(header(response, "Content-Length")).isEqualTo(Long.toString(location.size()));
        assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(response, "ETag")).isEqualTo("\"" + location + "\"");
        assertThat(header(response, "Cache-Control")).isEqualTo("max-age=31536000, immutable");
        assertThat(header(response, "Last-Modified")).isEqualTo("none");
    }

    @Test
    void takesTheMediaTypeFromTheFileName() throws Exception {
        assertThat(header(get("/unchecked/" + smallLocation), "Content-Type")).isEqualTo("text/plain");
    }

    @Test
    void servesARange() throws Exception {
        HttpResponse<byte[]> response = get("/items/" + largeLocation, "Range", "bytes=1000-500999");
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(header(response, "Content-Range")).isEqualTo("bytes 1000-500999/" + LARGE);
        assertThat(header(response, "Content-Length")).isEqualTo("500000");
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(large, 1000, 501_000));
    }

    @Test
    void servesTheEndOfAnItem() throws Exception {
        HttpResponse<byte[]> response = get("/items/" + smallLocation, "Range", "bytes=-100");
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(small, SMALL - 100, SMALL));
    }

    @Test
    void readsNoMoreThanTheRangeAndAChunk() throws Exception {
        long before = database.stats().bytesRead();
        HttpResponse<byte[]> response = get("/unchecked/" + largeLocation, "Range", "bytes=700000-700009");
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(large, 700_000, 700_010));
        assertThat(database.stats().bytesRead() - before)
                .isBetween((long) ItemInputStream.CHUNK, ItemInputStream.CHUNK + 8L); // and a few single bytes
    }

    @Test
    void servesSeveralRanges() throws Exception {
        HttpResponse<byte[]> response =
                get("/items/" + largeLocation, "Range", "bytes=10-19,300000-320000,5-6,1500000-1500010");
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(header(response, "Content-Type")).startsWith("multipart/byteranges; boundary=");
        assertThat(new String(response.body(), ISO_8859_1))
                .contains(part(10, 20), part(300_000, 320_001), part(5, 7), part(1_500_000, 1_500_011));
    }

    private static String part(int from, int to) {
        return "Content-Range: bytes " + from + "-" + (to - 1) + "/" + LARGE + "\r\n\r\n"
                + new String(large, from, to - from, ISO_8859_1) + "\r\n--";
    }

    @Test
    void refusesARangeThatIsNotThere() throws Exception {
        HttpResponse<byte[]> response = get("/items/" + smallLocation, "Range", "bytes=" + SMALL + "-");
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(header(response, "Content-Range")).isEqualTo("bytes */" + SMALL);
    }

    @Test
    void doesNotSendAgainWhatTheClientHas() throws Exception {
        String tag = header(get("/items/" + smallLocation), "ETag");
        HttpResponse<byte[]> response = get("/items/" + smallLocation, "If-None-Match", tag);
        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "ETag")).isEqualTo(tag);
        assertThat(get("/items/" + smallLocation, "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void doesNotFindWhatIsNotThere() throws Exception {
        assertThat(get("/items/0:999999999:1").statusCode()).isEqualTo(404);
    }

    /** Without a look whether it is there: the failure of the read reaches the controller's handler. */
    @Test
    void tellsTheControllerThatAnItemIsGone() throws Exception {
        assertThat(get("/unchecked/0:999999999:1").statusCode()).isEqualTo(404);
        assertThat(get("/unchecked/0:999999999:100", "Range", "bytes=5-6").statusCode())
                .isEqualTo(404);
    }
}
