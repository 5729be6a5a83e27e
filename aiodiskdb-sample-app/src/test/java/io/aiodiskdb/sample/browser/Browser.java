package io.aiodiskdb.sample.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium with a directory for downloads, and the console messages of all that it has shown. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Warns of the DevTools protocol's version, of which nothing here needs a particular one. Kept from the collector. */
    private static final Logger CHATTY = Logger.getLogger("org.openqa.selenium");

    static {
        CHATTY.setLevel(Level.SEVERE);
    }

    private final ChromeDriver driver;
    private final Path downloads;
    private final List<String> console = new ArrayList<>();
    private final Map<String, String> preferences = new TreeMap<>();

    Browser(ChromiumLocation chromium, Path directory) {
        this.downloads = directory.resolve("downloads");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.browser().toFile());
        options.addArguments("--headless=new", "--disable-dev-shm-usage", "--window-size=1280,900");
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox"); // the sandbox refuses to work for root
        }
        options.setExperimentalOption(
                "prefs",
                Map.of("download.default_directory", downloads.toString(), "download.prompt_for_download", false));
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
        // Both programs are named, so that Selenium has nothing to look for, and nothing to download.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromium.driver().toFile())
                .usingAnyFreePort()
                .build();
        this.driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Waits for a condition; a failure says which. */
    void await(String what, BooleanSupplier condition) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(what)
                .pollingEvery(Duration.ofMillis(50))
                .until(ignored -> condition.getAsBoolean());
    }

    /** Runs a script in the page: one look at it, which no change of the page can come in between of. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    <T> T script(String script, Object... arguments) {
        return (T) driver.executeScript(script, arguments);
    }

    boolean isTrue(String expression, Object... arguments) {
        return Boolean.TRUE.equals(script("return Boolean(" + expression + ")", arguments));
    }

    /** Presses keys, one after the other, as on a keyboard: whatever has the focus gets them. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Presses the tabulator until an element has the focus. */
    void tabTo(String selector) {
        int most = 300;
        for (int presses = 0; presses < most; presses++) {
            press(Keys.TAB);
            if (isTrue("document.activeElement.matches(arguments[0])", selector)) {
                return;
            }
        }
        throw new AssertionError(selector + " was not reached by pressing the tabulator " + most + " times");
    }

    /** Makes the page as large as on some device. */
    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** Sets one of the visitor's preferences, such as {@code prefers-color-scheme}; the others are as they were. */
    void prefer(String feature, String value) {
        preferences.put(feature, value);
        List<Map<String, String>> features = preferences.entrySet().stream()
                .map(each -> Map.of("name", each.getKey(), "value", each.getValue()))
                .toList();
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
    }

    void hideScrollbars() {
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
    }

    /** Writes a picture of what the window shows. */
    void capture(Path file) {
        Object data = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"))
                .get("data");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(String.valueOf(data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a download and takes it. */
    byte[] downloaded(String name, long size) throws IOException {
        Path file = downloads.resolve(name);
        await("download of " + name, () -> file.toFile().length() == size);
        return Files.readAllBytes(file);
    }

    /** The warnings and errors of the console, since the start or the last {@link #forgetConsole()}. */
    List<String> complaints() {
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                console.add(entry.getMessage());
            }
        }
        return List.copyOf(console);
    }

    void forgetConsole() {
        complaints();
        console.clear();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
