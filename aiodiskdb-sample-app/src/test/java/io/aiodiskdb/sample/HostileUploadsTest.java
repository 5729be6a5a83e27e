package io.aiodiskdb.sample;

import static io.aiodiskdb.sample.SampleClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.sample.ArchiveClient.Upload;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, types and forms that somebody has made up to do harm. */
class HostileUploadsTest {

    @TempDir
    private static Path directory;

    private static RunningSample sample;
    private static ArchiveClient archive;

    @BeforeAll
    static void start() {
        sample = RunningSample.start(
                directory, "aiodiskdb.max-file-size=1MB", "aiodiskdb.max-buffer-size=100KB", "sample.memory=64MB");
        archive = sample.archive();
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("../../etc/passwd", "passwd"),
                Arguments.of("/etc/shadow", "shadow"),
                Arguments.of("C:\\\\Windows\\\\system.ini", "system.ini"),
                Arguments.of("..\\\\..\\\\evil.exe", "evil.exe"),
                Arguments.of("invoice\u202Efdp.exe", "invoicefdp.exe"),
                Arguments.of("a\u2066b\u2069\u200F.txt", "ab.txt"),
                Arguments.of("tab\there\u0007\u0085", "tabhere"),
                Arguments.of("e\u0301.txt", "\u00E9.txt"),
                Arguments.of(
                        "\uD83D\uDC69\u200D\uD83D\uDCBB \uD83D\uDE80.png",
                        "\uD83D\uDC69\u200D\uD83D\uDCBB \uD83D\uDE80.png"),
                Arguments.of("<img src=x onerror=alert(1)>.html", "<img src=x onerror=alert(1)>.html"),
                Arguments.of("'; drop table document; --", "'; drop table document; --"),
                Arguments.of("x".repeat(10_000) + ".tar", "x".repeat(251) + ".tar"),
                Arguments.of("\uD83D\uDE80".repeat(2000), "\uD83D\uDE80".repeat(127)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void keepsOfANameWhatIsHarmless(String sent, String kept) {
        Map<String, Object> document = archive.store(Upload.text(sent, "x"));

        assertThat(document).containsEntry("name", kept);
        HttpResponse<byte[]> content = archive.content(document.get("id"));
        String disposition = content.headers().firstValue("Content-Disposition").orElseThrow();
        assertThat(disposition).startsWith("attachment; ").doesNotContain("\r", "\n", "\u202E");
        assertThat(content.body()).asString().isEqualTo("x");
    }

    /** Headers end at line breaks, so a name can have some only where it is encoded. */
    @Test
    void aNameCannotAddAHeader() {
        Map<String, Object> document = archive.store(new Upload(
                "; name=\"files\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20a%3Db%0D%0A%0D%0A%3Cscript%3E%22",
                "text/plain", new byte[] {1}));

        HttpResponse<byte[]> content = archive.content(document.get("id"));

        assertThat(document.get("name").toString()).doesNotContain("\r", "\n").startsWith("aSet-Cookie");
        assertThat(content.headers().map()).doesNotContainKey("Set-Cookie");
        assertThat(content.body()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a/", "a\\\\", "/", "\u202E", "../.."})
    void refusesANameOfWhichNothingIsLeft(String name) {
        assertRefused(archive.upload("durable", Upload.text(name, "x")), 400, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/ht\u0000ml",
                "no type",
                "text/",
                "/",
                "*/*",
                "text/html,text/plain",
                "<script>/x",
                "a/b c",
                "\u00FC/\u00FC"
            })
    void takesATypeThatIsNoneForUnknown(String type) {
        assertThat(archive.store(Upload.of("a", type, new byte[] {1})))
                .containsEntry("type", "application/octet-stream");
    }

    @Test
    void keepsOfATypeNeitherParametersNorCapitals() {
        assertThat(archive.store(Upload.of("a", "Text/PLAIN; charset=utf-7; x=\"<script>\"", new byte[] {1})))
                .containsEntry("type", "text/plain");
        assertThat(archive.store(Upload.of("a", "text/" + "x".repeat(300), new byte[] {1})))
                .containsEntry("type", "application/octet-stream");
    }

    @Test
    void storesNothingOfABatchWithAnEmptyFile() {
        assertRefused(
                archive.upload("durable", Upload.text("good", "x"), Upload.text("bad", "")),
                400,
                "File 2 of 2 (\"bad\")");
        assertRefused(archive.upload("buffered", Upload.text("good", "x"), Upload.text("bad", "")), 400, "File 2 of 2");
    }

    @Test
    void storesNothingOfABatchWithAFileThatIsTooLarge() {
        Upload large = Upload.of("large", "a/b", new byte[(1 << 20) + 1]);
        Upload larger = Upload.of("larger than a buffer", "a/b", new byte[(100 << 10) + 1]);

        assertRefused(archive.upload("durable", Upload.text("good", "x"), large), 413, "");
        assertRefused(archive.upload("buffered", Upload.text("good", "x"), larger), 413, "102400 bytes, but is 102401");
    }

    @Test
    void refusesWhatIsNoFileWithoutAWordLost() {
        Upload field = new Upload("; name=\"files\"", "text/plain", new byte[] {1});
        Upload other = new Upload("; name=\"other\"; filename=\"a\"", "text/plain", new byte[] {1});

        assertRefused(archive.upload("durable"), 400, "");
        assertRefused(archive.upload("durable", field), 400, "files");
        assertRefused(archive.upload("durable", other), 400, "files");
        assertRefused(archive.upload("durable", Upload.text("good", "x"), field), 400, "files");
        assertRefused(archive.upload("sometimes", Upload.text("good", "x")), 400, "durable");
    }

    @Test
    void refusesAFormThatIsNone() {
        HttpResponse<byte[]> answer = archive.send(archive.request("/documents")
                .header("Content-Type", "multipart/form-data")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("nonsense")));

        assertRefused(answer, 400, "multipart");
    }

    private static void assertRefused(HttpResponse<byte[]> answer, int status, String detail) {
        assertProblem(answer, status, detail);
        List<Map<String, Object>> stored = archive.list("?query=good");
        assertThat(stored).isEmpty();
        assertThat(sample.database().stats().itemsBuffered()).isZero();
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain(directory.toString());
    }
}
