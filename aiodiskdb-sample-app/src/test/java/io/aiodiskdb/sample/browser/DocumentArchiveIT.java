package io.aiodiskdb.sample.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.sample.SampleProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Storing, finding, looking at and fetching documents. The store flushes only when it is told to, or by a durable upload. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DocumentArchiveIT {

    @RegisterExtension
    static final BrowserExtension EXTENSION = new BrowserExtension();

    @TempDir
    private static Path directory;

    private static SampleProcess sample;

    private final Browser browser = EXTENSION.browser();
    private final ArchivePage page = new ArchivePage(browser, sample.port());
    private final TestFiles files = new TestFiles(directory);

    @BeforeAll
    static void start() throws Exception {
        sample = SampleProcess.start(
                directory.resolve("db"), "aiodiskdb.flush-interval=1h", "aiodiskdb.max-file-size=16MB");
    }

    @AfterAll
    static void stop() {
        if (sample != null) {
            sample.close();
        }
    }

    @BeforeEach
    void openPage() {
        browser.resize(1280, 900);
        page.open();
    }

    @Test
    void anUploadGoesFromInMemoryToOnDiskBeforeTheVisitorsEyesAndIsStillThereAfterAReload() throws Exception {
        Path file = files.file("seen.bin", 50_000);
        page.choose("mode", "buffered");

        page.upload(file);
        page.awaitUpload("seen.bin", "in-memory");
        page.awaitDocument("seen.bin", "in memory");
        assertThat(page.shows(".bar [data-part='buffered']"))
                .as("buffered part of a bar")
                .isTrue();
        page.click("#flush");
        page.awaitUpload("seen.bin", "on-disk");
        page.awaitDocument("seen.bin", "on disk");
        browser.await("no bar has a buffered part", () -> !page.shows(".bar [data-part='buffered']"));
        assertThat(page.shows(".bar [data-part='settled']"))
                .as("settled part of a bar")
                .isTrue();
        page.open();

        page.awaitDocument("seen.bin", "on disk");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aDownloadHasTheSameBytes() throws Exception {
        byte[] content = TestFiles.bytes(3_000_000, 2);
        page.upload(files.file("back again.bin", content));
        page.awaitDocument("back again.bin", "on disk");

        page.click("a[aria-label='Download back again.bin']");

        assertThat(browser.downloaded("back again.bin", content.length)).isEqualTo(content);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void ofABatchWithABadPartNothingIsStoredAndThePageSaysWhichItWas() throws Exception {
        page.choose("grouping", "batch");

        page.upload(
                files.file("good one.txt", 100), files.file("empty.txt", new byte[0]), files.file("good two.txt", 100));
        page.awaitUpload("empty.txt", "failed");

        assertThat(page.uploads()).extracting(ArchivePage.Sent::stage).containsExactly("failed", "failed", "failed");
        assertThat(page.uploads().get(0).note()).contains("Not stored").contains("empty.txt");
        assertThat(page.uploads().get(1).note()).containsIgnoringCase("empty");
        page.search("good");
        browser.await("the search has ended", () -> page.text("#archive-total").equals("0 matches"));
        assertThat(page.documents()).isEmpty();
        assertThat(browser.complaints()).singleElement().asString().contains("status of 400");
    }

    @Test
    void ofFilesOneByOneTheGoodOnesAreStored() throws Exception {
        page.upload(files.file("single.txt", 100), files.file("nothing.txt", new byte[0]));

        page.awaitUpload("nothing.txt", "failed");
        page.awaitUpload("single.txt", "on-disk");
        page.awaitDocument("single.txt", "on disk");
        assertThat(page.document("nothing.txt")).isEmpty();
    }

    @Test
    void aBatchIsOnDiskAsAWhole() throws Exception {
        page.choose("grouping", "batch");

        page.upload(files.file("pair a.txt", 100), files.file("pair b.txt", 100));

        page.awaitDocument("pair a.txt", "on disk");
        page.awaitDocument("pair b.txt", "on disk");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void nothingOfAnUploadIsExecuted() throws Exception {
        String name = "<img src=x onerror=window.executed=1>.html";
        String html = "<script>window.executed=1</script><img src=x onerror='window.executed=1'>";
        String drawing = "<svg xmlns='http://www.w3.org/2000/svg'><script>window.executed=1</script></svg>";
        page.upload(
                files.file(name, html.getBytes(StandardCharsets.UTF_8)),
                files.file("drawing.svg", drawing.getBytes(StandardCharsets.UTF_8)));
        page.awaitDocument(name, "on disk");
        page.awaitDocument("drawing.svg", "on disk");

        page.click("button[aria-label='Preview " + name + "']");
        browser.await("the text is shown", () -> page.text("#preview-body pre").equals(html));
        assertThat(page.text("#preview-title")).isEqualTo(name);
        assertThat(browser.isTrue("window.executed")).as("executed in the page").isFalse();
        assertThat(browser.complaints()).isEmpty();

        for (String document : List.of(name, "drawing.svg")) {
            String id = page.open().document(document).orElseThrow().id();
            browser.driver().get(page.address("documents/" + id + "/content?inline=true"));
            assertThat(browser.<String>script("return document.contentType")).isEqualTo("text/plain");
            assertThat(browser.isTrue("window.executed"))
                    .as("executed in " + document)
                    .isFalse();
        }
    }

    @Test
    void aSearchFindsByNameAndByHash() throws Exception {
        byte[] content = TestFiles.bytes(10, 8);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        page.upload(files.file("needle.txt", content), files.file("haystack.txt", 10));
        page.awaitDocument("needle.txt", "on disk");
        page.awaitDocument("haystack.txt", "on disk");

        page.search("NEEDLE");
        browser.await("one match", () -> page.text("#archive-total").equals("1 match"));
        assertThat(page.documents()).extracting(ArchivePage.Shown::name).containsExactly("needle.txt");
        page.search(hash.substring(0, 12));
        browser.await("one match", () -> page.text("#archive-total").equals("1 match"));
        assertThat(page.documents()).extracting(ArchivePage.Shown::name).containsExactly("needle.txt");
    }

    @Test
    void aVerificationSaysThatAllIsIntact() throws Exception {
        page.upload(files.file("checked.bin", 100_000));
        page.awaitDocument("checked.bin", "on disk");

        page.click("#verify");

        browser.await("a result", () -> page.text("#verification-result").startsWith("Intact: "));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void withoutOverwriteThePageSaysWhyPruningIsOff() throws Exception {
        page.upload(files.file("kept.txt", 100));
        page.awaitDocument("kept.txt", "on disk");

        assertThat(page.find(".file button").isEnabled()).isFalse();
        assertThat(page.text("#prune-hint")).contains("--aiodiskdb.overwrite=true");
    }

    @Test
    void chartsShowWhatWasStored() throws Exception {
        page.upload(files.file("drawn.bin", 200_000));

        browser.await("a time of an fsync", () -> page.text("#now-fsync").endsWith("ms"));
        assertThat(browser.isTrue(
                        "Chart.getChart('chart-throughput').data.datasets[0].data.some(point => point.y > 0)"))
                .as("throughput is drawn")
                .isTrue();
    }
}
