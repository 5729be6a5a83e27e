package io.aiodiskdb.sample.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives the tests of a class a browser, and leaves them out on a machine that has none, unless {@code sample.browser} is
 * {@code required}. A test that fails leaves a picture of the page in {@code target/browser}.
 */
final class BrowserExtension
        implements ExecutionCondition,
                BeforeAllCallback,
                AfterAllCallback,
                BeforeTestExecutionCallback,
                AfterTestExecutionCallback {

    private static final String NONE =
            "chromium and chromedriver are not both installed, so the tests in a browser are left out";

    private Browser browser;
    private Path directory;

    Browser browser() {
        return browser;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String wanted = System.getProperty("sample.browser", "");
        if ("none".equals(wanted)) {
            return ConditionEvaluationResult.disabled("sample.browser=none leaves the tests in a browser out");
        }
        if (ChromiumLocation.find().isPresent() || "required".equals(wanted)) {
            return ConditionEvaluationResult.enabled("a browser is there, or has to be");
        }
        System.out.println("[WARNING] " + context.getDisplayName() + ": " + NONE);
        return ConditionEvaluationResult.disabled(NONE);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        ChromiumLocation chromium = ChromiumLocation.find().orElseThrow(() -> new AssertionError(NONE));
        directory = Files.createTempDirectory("aiodiskdb-browser");
        browser = new Browser(chromium, directory);
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        browser.forgetConsole();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            browser.capture(
                    Path.of("target", "browser", context.getRequiredTestMethod().getName() + ".png"));
            browser.complaints().forEach(System.err::println);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (browser == null) {
            return;
        }
        browser.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted((one, other) -> other.compareTo(one)).map(Path::toFile).forEach(file -> file.delete());
        }
    }
}
