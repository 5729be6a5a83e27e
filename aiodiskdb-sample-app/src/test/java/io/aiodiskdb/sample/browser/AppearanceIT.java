package io.aiodiskdb.sample.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.sample.SampleProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page at several widths, in light and dark, and for those who do not like motion. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AppearanceIT {

    private static final String LONG_NAME = "a-name-without-any-place-to-break-it-".repeat(4) + ".txt";

    /** The texts whose contrast is less than the 4.5 of WCAG 2.2, level AA, against the nearest background behind them. */
    private static final String HARD_TO_READ = """
            const parts = text => text.match(/[\\d.]+/g).map(Number);
            const rgba = text => {
              const [r, g, b, a = 1] = parts(text);
              return text.startsWith('color(') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
            };
            const linear = value => value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
            const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
            const background = element => {
              for (let each = element; each; each = each.parentElement) {
                const colour = rgba(getComputedStyle(each).backgroundColor);
                if (colour[3] > 0.9) {
                  return colour;
                }
              }
              return [255, 255, 255];
            };
            const found = [];
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
              const text = texts.currentNode.data.trim();
              const element = texts.currentNode.parentElement;
              if (text && element.checkVisibility() && !element.closest(':disabled, noscript')) {
                const [one, other] = [rgba(getComputedStyle(element).color), background(element)].map(luminance);
                const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
                if (contrast < 4.5) {
                  found.push(`${text}: ${contrast.toFixed(2)}`);
                }
              }
            }
            return found""";

    @RegisterExtension
    static final BrowserExtension EXTENSION = new BrowserExtension();

    @TempDir
    private static Path directory;

    private static SampleProcess sample;

    private final Browser browser = EXTENSION.browser();
    private final ArchivePage page = new ArchivePage(browser, sample.port());

    @BeforeAll
    static void start() throws Exception {
        sample = SampleProcess.start(directory.resolve("db"), "aiodiskdb.flush-interval=1h");
    }

    @AfterAll
    static void stop() {
        if (sample != null) {
            sample.close();
        }
    }

    /** With documents in memory, on disk and refused, so that all colours are there. */
    @BeforeEach
    void openPage() throws Exception {
        TestFiles files = new TestFiles(directory);
        browser.resize(1280, 900);
        browser.prefer("prefers-color-scheme", "light");
        page.open();
        page.upload(files.file(LONG_NAME, 100), files.file("empty.txt", 0));
        page.awaitUpload(LONG_NAME, "on-disk");
        page.awaitUpload("empty.txt", "failed");
        page.choose("mode", "buffered");
        page.upload(files.file("waiting.txt", 100));
        page.awaitDocument("waiting.txt", "in memory");
        page.awaitDocument(LONG_NAME, "on disk");
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 620, 900, 1280})
    void nothingIsWiderThanTheScreen(int width) {
        browser.resize(width, 800);
        browser.await("the page has the width", () -> browser.isTrue("innerWidth === arguments[0]", width));

        assertThat(browser.<Long>script("return document.documentElement.scrollWidth"))
                .isEqualTo(browser.<Long>script("return document.documentElement.clientWidth"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void allTextHasEnoughContrast(String scheme) {
        browser.prefer("prefers-color-scheme", scheme);
        browser.prefer("prefers-reduced-motion", "reduce"); // no colour on its way to another
        browser.await(
                "the scheme",
                () -> browser.isTrue("matchMedia(`(prefers-color-scheme: ${arguments[0]})`).matches", scheme));

        assertThat(browser.<List<String>>script(HARD_TO_READ)).isEmpty();

        browser.script("document.querySelector('.hint').style.color = 'gray'");
        assertThat(browser.<List<String>>script(HARD_TO_READ))
                .as("that the check finds something")
                .isNotEmpty();
    }

    @Test
    void lightAndDarkDiffer() {
        String background = "return getComputedStyle(document.body).backgroundColor";
        String light = browser.script(background);
        browser.prefer("prefers-color-scheme", "dark");

        assertThat(browser.<String>script(background)).isNotEqualTo(light);
    }

    @Test
    void chartsTakeTheColoursOfTheScheme() {
        String isInColour = """
                Chart.getChart('chart-fsync').getDatasetMeta(0).data.some(bar => bar.options?.backgroundColor
                  === getComputedStyle(document.documentElement).getPropertyValue('--accent').trim())""";
        browser.await("a bar in the light colour", () -> browser.isTrue(isInColour));

        browser.prefer("prefers-color-scheme", "dark");

        browser.await("bars in the dark colour", () -> browser.isTrue(isInColour));
    }

    @Test
    void nothingMovesForThoseWhoDoNotLikeMotion() {
        browser.prefer("prefers-reduced-motion", "no-preference");
        browser.await("what is in memory is animated", () -> browser.isTrue("document.getAnimations().length > 0"));

        browser.prefer("prefers-reduced-motion", "reduce");

        browser.await("no animation", () -> browser.isTrue("document.getAnimations().length === 0"));
    }
}
