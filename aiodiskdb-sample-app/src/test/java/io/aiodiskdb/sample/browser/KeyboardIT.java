package io.aiodiskdb.sample.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.sample.SampleProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page without a mouse. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KeyboardIT {

    /** Whether the focus is drawn: around the element itself, or (where a label stands for it) around the one behind it. */
    private static final String FOCUS_IS_VISIBLE = """
            return [document.activeElement, document.activeElement.nextElementSibling]
              .some(each => each && getComputedStyle(each).outlineStyle === 'solid'
                && parseFloat(getComputedStyle(each).outlineWidth) >= 2)""";

    @RegisterExtension
    static final BrowserExtension EXTENSION = new BrowserExtension();

    @TempDir
    private static Path directory;

    private static SampleProcess sample;

    private final Browser browser = EXTENSION.browser();
    private final ArchivePage page = new ArchivePage(browser, sample.port());
    private String name;

    @BeforeAll
    static void start() throws Exception {
        sample = SampleProcess.start(
                directory.resolve("db"),
                "aiodiskdb.overwrite=true",
                "aiodiskdb.flush-interval=1h",
                "aiodiskdb.max-file-size=16MB");
    }

    @AfterAll
    static void stop() {
        if (sample != null) {
            sample.close();
        }
    }

    @BeforeEach
    void storeADocument(TestInfo test) throws Exception {
        name = test.getTestMethod().orElseThrow().getName() + ".txt";
        page.open();
        page.upload(new TestFiles(directory).file(name, "read me".getBytes(StandardCharsets.UTF_8)));
        page.awaitDocument(name, "on disk");
        page.open();
        page.awaitDocument(name, "on disk");
    }

    @Test
    void everyControlIsReachedAndItsFocusIsVisible() {
        List<String> reached = new ArrayList<>();
        do {
            browser.press(Keys.TAB);
            reached.add(browser.script(
                    "const e = document.activeElement; return e.id || e.value || e.ariaLabel || e.tagName"));
            if (!browser.isTrue("document.activeElement === document.body")) {
                assertThat(browser.<Boolean>script(FOCUS_IS_VISIBLE))
                        .as("focus on %s is visible", reached)
                        .isTrue();
            }
        } while (!browser.isTrue("document.activeElement === document.body") && reached.size() < 200);

        assertThat(reached)
                .contains("file-input", "single", "durable", "samples", "flush", "verify", "zoom", "search", "events")
                .contains("Preview " + name, "Download " + name)
                .anyMatch(label -> label.startsWith("Prune data file "));
    }

    @Test
    void theFirstStopLeadsPastEverythingToTheArchive() {
        browser.press(Keys.TAB, Keys.ENTER);

        browser.await("the archive has the focus", () -> browser.isTrue("document.activeElement.id === 'archive'"));
        browser.press(Keys.TAB);
        assertThat(browser.focused().getDomAttribute("id")).isEqualTo("search");
    }

    @Test
    void aWholeVisitWithoutAMouse() throws Exception {
        browser.tabTo("input[name='mode']");
        browser.press(Keys.ARROW_RIGHT);
        assertThat(browser.isTrue("document.querySelector('input[name=mode][value=buffered]').checked"))
                .isTrue();
        browser.tabTo("#samples");
        browser.press(Keys.ENTER);
        page.awaitDocument("mosaic.png", "in memory");
        browser.tabTo("#flush");
        browser.press(Keys.SPACE);
        page.awaitDocument("mosaic.png", "on disk");

        browser.tabTo("#search");
        browser.press(name);
        browser.await("one match", () -> page.text("#archive-total").equals("1 match"));
        browser.tabTo("button[aria-label='Preview " + name + "']");
        browser.press(Keys.ENTER);
        browser.await("a text is shown", () -> page.shows("#preview pre"));
        browser.press(Keys.ESCAPE);
        browser.await("the dialog is closed", () -> !page.shows("#preview"));
        assertThat(browser.focused().getAccessibleName()).isEqualTo("Preview " + name);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void pruningWithoutAMouse() {
        browser.tabTo("#files button");
        browser.press(Keys.ENTER);
        browser.await("the dialog is open", () -> page.shows("#prune"));
        browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
        browser.await("the outcome", () -> page.text("#prune-outcome").contains(name));
        browser.tabTo("#prune-word");
        browser.press(page.text("#prune-expected"), Keys.ENTER);

        browser.await("the dialog is closed", () -> !page.shows("#prune"));
        page.awaitDocument(name, "gone");
        browser.await("it is said", () -> page.text("#announcements").contains("gone"));
    }
}
