package io.aiodiskdb.sample.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.sample.SampleProcess;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A page that stays open while its server goes away and comes back. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RestartIT {

    @RegisterExtension
    static final BrowserExtension EXTENSION = new BrowserExtension();

    @TempDir
    private Path directory;

    private final Browser browser = EXTENSION.browser();
    private TestFiles files;

    @BeforeEach
    void useDirectory() {
        files = new TestFiles(directory);
    }

    @Test
    void thePageComesBackByItselfAndTheDocumentsAreThere() throws Exception {
        ArchivePage page;
        int port;
        try (SampleProcess sample = start(0)) {
            port = sample.port();
            page = new ArchivePage(browser, port).open();
            page.upload(files.file("before.bin", 10_000));
            page.awaitDocument("before.bin", "on disk");
            browser.script("window.sameVisit = true");

            sample.terminate();
            browser.await("the loss of the connection is shown", () -> page.shows("#connection-lost"));
            assertThat(page.text("#connection")).isEqualTo("connection lost");
            assertThat(sample.exitStatus()).isEqualTo(128 + 15);
        }

        try (SampleProcess sample = start(port)) {
            assertThat(sample.port()).isEqualTo(port);
            page.awaitLive();
            browser.await("the banner is away", () -> !page.shows("#connection-lost"));
            page.awaitDocument("before.bin", "on disk");
            page.upload(files.file("after.bin", 10_000));
            page.awaitUpload("after.bin", "on-disk");
            page.awaitDocument("after.bin", "on disk");
            assertThat(browser.isTrue("window.sameVisit"))
                    .as("without a reload")
                    .isTrue();
            assertThat(page.open().documents())
                    .extracting(ArchivePage.Shown::name)
                    .containsExactly("after.bin", "before.bin");
        }
    }

    @Test
    void whatWasInMemoryOnlyIsToldToBeLostAfterAKill() throws Exception {
        ArchivePage page;
        int port;
        try (SampleProcess sample = start(0)) {
            port = sample.port();
            page = new ArchivePage(browser, port).open();
            page.upload(files.file("safe.bin", 1000));
            page.awaitDocument("safe.bin", "on disk");
            page.choose("mode", "buffered");
            page.upload(files.file("unsafe.bin", 1000));
            page.awaitDocument("unsafe.bin", "in memory");

            sample.kill();
            browser.await("the loss of the connection is shown", () -> page.shows("#connection-lost"));
        }

        try (SampleProcess sample = start(port)) {
            assertThat(sample.port()).isEqualTo(port);
            page.awaitUpload("unsafe.bin", "lost");
            browser.await("its row is away", () -> page.document("unsafe.bin").isEmpty());
            page.awaitDocument("safe.bin", "on disk");
        }
    }

    private SampleProcess start(int port) throws Exception {
        return SampleProcess.start(directory.resolve("db"), "server.port=" + port, "aiodiskdb.flush-interval=1h");
    }
}
