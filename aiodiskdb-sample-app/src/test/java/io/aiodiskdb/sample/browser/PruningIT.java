package io.aiodiskdb.sample.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.sample.SampleProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Giving space back, which has to be allowed, looked at and confirmed, and the documents that are gone then. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PruningIT {

    @RegisterExtension
    static final BrowserExtension EXTENSION = new BrowserExtension();

    @TempDir
    private Path directory;

    private final Browser browser = EXTENSION.browser();
    private SampleProcess sample;
    private ArchivePage page;

    @BeforeEach
    void storeThreeDocuments() throws Exception {
        sample = SampleProcess.start(
                directory.resolve("db"), "aiodiskdb.overwrite=true", "aiodiskdb.max-file-size=16MB");
        page = new ArchivePage(browser, sample.port()).open();
        TestFiles files = new TestFiles(directory);
        for (String name : List.of("first.bin", "second.bin", "third.bin")) {
            page.upload(files.file(name, 1000));
            page.awaitDocument(name, "on disk");
        }
    }

    @AfterEach
    void stop() {
        sample.close();
    }

    @Test
    void documentsThatAreCutOffOnTheLeftAreShownAsGoneAlsoAfterAReload() {
        page.click("button[aria-label='Prune data file 0…']");
        setPosition(1500);
        browser.await("what would be gone", () -> page.text("#prune-outcome").contains("1,500 bytes and 2 documents"));
        assertThat(page.text("#prune-outcome"))
                .contains("first.bin", "second.bin")
                .doesNotContain("third.bin");

        confirm();
        page.awaitDocument("first.bin", "gone");
        page.awaitDocument("second.bin", "gone");
        browser.await("a trimmed part", () -> page.shows(".bar [data-part='trimmed']"));
        assertShown();
        page.open();

        browser.await("the archive is shown", () -> page.documents().size() == 3);
        assertShown();
        assertThat(browser.complaints()).isEmpty();
    }

    private void assertShown() {
        assertThat(page.document("third.bin").orElseThrow())
                .matches(row -> row.state().equals("on disk") && !row.struck());
        for (String name : List.of("first.bin", "second.bin")) {
            ArchivePage.Shown gone = page.document(name).orElseThrow();
            assertThat(gone.state()).as(name).isEqualTo("gone");
            assertThat(gone.struck()).as("%s is struck through", name).isTrue();
            assertThat(gone.since()).as(name).startsWith("since ");
        }
    }

    @Test
    void aDroppedFileIsNotShownAnyMoreAndItsDocumentsAreGone() {
        page.click("button[aria-label='Prune data file 0…']");
        page.click("input[name='cut'][value='drop']");
        browser.await("what would be gone", () -> page.text("#prune-outcome").contains("3,000 bytes and 3 documents"));

        confirm();

        for (String name : List.of("first.bin", "second.bin", "third.bin")) {
            page.awaitDocument(name, "gone");
        }
        browser.await("data file 0 is away", () -> !page.shows(".file[data-index='0']"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void nothingIsPrunedUntilThePositionIsInTheFileAndTheConfirmationIsTyped() {
        page.click("button[aria-label='Prune data file 0…']");
        page.click("input[name='cut'][value='rtrim']");
        setPosition(3001);
        browser.await("the range", () -> page.text("#prune-outcome").contains("3000"));
        page.find("#prune-word").sendKeys("prune 0");
        assertThat(page.find("#prune-confirm").isEnabled()).isFalse();
        setPosition(1000);
        browser.await("what would be gone", () -> page.text("#prune-outcome").contains("2,000 bytes and 2 documents"));
        assertThat(page.find("#prune-confirm").isEnabled()).isTrue();

        page.find("#prune-word").clear();
        page.find("#prune-word").sendKeys("prune 1", Keys.ENTER);
        assertThat(page.find("#prune-confirm").isEnabled()).isFalse();
        browser.press(Keys.ESCAPE);

        browser.await("the dialog is closed", () -> !page.shows("#prune"));
        assertThat(page.open().documents()).extracting(ArchivePage.Shown::state).containsOnly("on disk");
    }

    private void setPosition(int position) {
        page.find("#prune-position").clear();
        page.find("#prune-position").sendKeys(String.valueOf(position));
    }

    private void confirm() {
        page.find("#prune-word").sendKeys("prune 0");
        browser.await("the button is enabled", () -> page.find("#prune-confirm").isEnabled());
        page.click("#prune-confirm");
        browser.await("the dialog is closed", () -> !page.shows("#prune"));
    }
}
