package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser sends on behalf of other pages. Over sockets: HTTP clients do not let one choose such headers. */
class OriginOverHttpTest {

    private static final String FOLLOWED_LINK = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate";

    @TempDir
    private static Path directory;

    private static RunningSample sample;

    @BeforeAll
    static void start() {
        sample = RunningSample.start(directory, "aiodiskdb.overwrite=true", "sample.allowed-hosts=archive.example");
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    /** Sends a request with these headers. {@return the status and what follows} */
    private static String exchange(String request, String host, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sample.port())) {
            socket.setSoTimeout(30_000);
            String head = request + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\nHost: " + host + "\r\n"
                    + String.join("\r\n", headers) + (headers.length > 0 ? "\r\n\r\n" : "\r\n");
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 ");
            return answer.substring("HTTP/1.1 ".length());
        }
    }

    private static String own() {
        return "127.0.0.1:" + sample.port();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /store/flush",
                "POST /store/verify",
                "POST /documents",
                "POST /items",
                "POST /transactions",
                "DELETE /store/files/0",
                "OPTIONS /documents",
                "GET /documents",
                "HEAD /documents",
                "GET /store",
                "GET /index.html",
                "GET /live",
                "GET /live;x=1",
                "GET /%6Cive"
            })
    void refusesWhatPagesOfOtherOriginsAskFor(String request) throws IOException {
        for (String origin : new String[] {
            "http://evil.example", "null", "http://127.0.0.1:1", "http://localhost:" + sample.port(), "nonsense", ""
        }) {
            assertThat(exchange(request, own(), "Origin: " + origin)).as(origin).startsWith("403");
        }
        assertThat(exchange(request, own(), "Sec-Fetch-Site: cross-site")).startsWith("403");
        assertThat(exchange(request, own(), "Sec-Fetch-Site: same-site")).startsWith("403");
        assertThat(exchange(request, own(), "Sec-Fetch-Site: cross-site", "Origin: http://" + own()))
                .startsWith("403");
    }

    /** The raw path has many spellings, and each of them reaches the live events. */
    @ParameterizedTest
    @ValueSource(strings = {"/live", "/live;x=1", "/%6Cive", "/%6cive;x=1"})
    void noLinkLeadsToTheLiveEventsHoweverTheyAreSpelt(String path) throws IOException {
        assertThat(exchange("HEAD " + path, own())).startsWith("200").contains("text/event-stream");
        assertThat(exchange("HEAD " + path, own(), FOLLOWED_LINK)).startsWith("403");
        assertThat(exchange("GET " + path, own(), FOLLOWED_LINK)).startsWith("403");
    }

    @Test
    void onesOwnPageMayBeLinkedToFromOthers() throws IOException {
        for (String path : new String[] {"/", "/index.html", "/documents", "/store"}) {
            assertThat(exchange("GET " + path, own(), FOLLOWED_LINK)).startsWith("200");
            assertThat(exchange("HEAD " + path, own(), FOLLOWED_LINK)).startsWith("200");
            assertThat(exchange("GET " + path, own(), FOLLOWED_LINK, "Sec-Fetch-Dest: document"))
                    .startsWith("200");
            assertThat(exchange("GET " + path, own(), FOLLOWED_LINK, "Sec-Fetch-Dest: iframe"))
                    .startsWith("403");
            assertThat(exchange("POST " + path, own(), FOLLOWED_LINK)).startsWith("403");
        }
    }

    @Test
    void allowsItsOwnPagesAndWhatIsNoBrowser() throws IOException {
        assertThat(exchange("POST /store/flush", own(), "Sec-Fetch-Site: same-origin", "Origin: http://" + own()))
                .startsWith("200");
        assertThat(exchange("POST /store/flush", own(), "Origin: http://" + own()))
                .startsWith("200");
        assertThat(exchange("POST /store/flush", "archive.example", "Origin: https://archive.example"))
                .startsWith("200");
        assertThat(exchange("POST /store/flush", own())).startsWith("200");
        assertThat(exchange("GET /store", own(), "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"))
                .startsWith("200");
        assertThat(exchange("GET /", own(), "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"))
                .startsWith("200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /documents", "GET /store", "GET /actuator/health", "GET /items/0:0:1", "POST /store/flush"})
    void refusesHostsThatItIsNotKnownBy(String request) throws IOException {
        for (String host : new String[] {"evil.example", "evil.example:" + sample.port(), "10.0.0.1"}) {
            assertThat(exchange(request, host))
                    .startsWith("403")
                    .contains("application/problem+json")
                    .contains("sample.allowed-hosts")
                    .doesNotContain("evil");
        }
        assertThat(exchange(request, "")).startsWith("4");
    }

    @Test
    void tellsBrowsersHowLittleThePageNeeds() {
        HttpResponse<byte[]> answer = sample.archive().get("/documents");

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "object-src 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().map()).doesNotContainKey("Access-Control-Allow-Origin");
    }
}
