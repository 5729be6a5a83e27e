package io.aiodiskdb.sample.browser;

import io.aiodiskdb.sample.SampleProcess;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the page that the documents show: {@code mvn verify -Dsample.screenshots=docs/images}, relative to
 * the root of the project.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "sample.screenshots", matches = ".+")
class ScreenshotsIT {

    private static final Map<String, Integer> DOCUMENTS = Map.of(
            "annual report.pdf", 940_000,
            "minutes of the meeting.txt", 6_200,
            "sensor readings.csv", 410_000,
            "settings.json", 2_300,
            "floor plan.svg", 88_000,
            "recording.ogg", 1_450_000);

    @RegisterExtension
    static final BrowserExtension EXTENSION = new BrowserExtension();

    @TempDir
    private Path directory;

    private final Path pictures = Path.of("..").resolve(System.getProperty("sample.screenshots"));
    private final Browser browser = EXTENSION.browser();
    private TestFiles files;

    @BeforeEach
    void useDirectory() {
        files = new TestFiles(directory);
    }

    @Test
    void takesPicturesOfAnArchiveInUse() throws Exception {
        try (SampleProcess sample = SampleProcess.start(
                directory.resolve("db"),
                "aiodiskdb.overwrite=true",
                "aiodiskdb.max-file-size=2MB",
                "aiodiskdb.max-buffer-size=2MB",
                "aiodiskdb.flush-interval=10m")) {
            ArchivePage page = new ArchivePage(browser, sample.port());
            browser.resize(1280, 900);
            browser.hideScrollbars();
            page.open();
            fill(page);
            for (String scheme : List.of("light", "dark")) {
                browser.prefer("prefers-color-scheme", scheme);
                capture("desktop-" + scheme, 1280, 1440);
                capture("phone-" + scheme, 390, 1440);
            }
        }
    }

    /** Lets some documents be on disk, some in memory only and one be gone, and the charts show more than one moment. */
    private void fill(ArchivePage page) throws Exception {
        upload(page, "old contract.pdf", 300_000);
        for (Map.Entry<String, Integer> document : DOCUMENTS.entrySet()) {
            upload(page, document.getKey(), document.getValue());
        }
        page.click("button[aria-label='Prune data file 0…']");
        page.find("#prune-position").clear();
        page.find("#prune-position").sendKeys("300000");
        browser.await("what would be gone", () -> page.text("#prune-outcome").contains("300,000 bytes"));
        page.find("#prune-word").sendKeys("prune 0");
        browser.await("the button is enabled", () -> page.find("#prune-confirm").isEnabled());
        page.click("#prune-confirm");
        page.awaitDocument("old contract.pdf", "gone");
        page.click("#verify");
        browser.await("a result", () -> page.text("#verification-result").startsWith("Intact"));
        page.click("#clear-uploads");

        upload(page, "harbour at dawn.jpg", 260_000);
        page.choose("mode", "buffered");
        page.upload(files.file("letter to the archive.txt", 4_100), files.file("field notes.csv", 190_000));
        page.awaitDocument("letter to the archive.txt", "in memory");
        page.awaitDocument("field notes.csv", "in memory");
        awaitPoints(2);
    }

    private void upload(ArchivePage page, String name, int size) throws Exception {
        page.upload(files.file(name, size));
        page.awaitDocument(name, "on disk");
        awaitPoints(2);
    }

    /** Waits until the charts have some more points. */
    private void awaitPoints(int count) {
        String points = "Chart.getChart('chart-buffer').data.datasets[0].data.length";
        long before = browser.<Long>script("return " + points);
        browser.await("points of the charts", () -> browser.<Long>script("return " + points) >= before + count);
    }

    private void capture(String name, int width, int height) throws IOException {
        browser.resize(width, height);
        browser.script("scrollTo(0, 0); document.activeElement.blur()");
        browser.await("the size", () -> browser.isTrue("innerWidth === arguments[0]", width));
        // Two frames: one that lays out, one that has been drawn; charts redraw when they have been resized.
        browser.driver().executeAsyncScript("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
        awaitPoints(1);
        Path picture = pictures.resolve(name + ".png");
        browser.capture(picture);
        compress(picture);
    }

    /** Writes a picture again: the browser's are made to be made quickly, not to be kept. */
    private static void compress(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.createGraphics().drawImage(image, 0, 0, null);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(0);
        Files.delete(picture);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(picture.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(opaque, null, null), settings);
            writer.dispose();
        }
    }
}
