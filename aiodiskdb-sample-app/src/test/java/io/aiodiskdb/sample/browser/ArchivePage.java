package io.aiodiskdb.sample.browser;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The page of the sample application: what a visitor sees and does there. */
final class ArchivePage {

    private static final String DOCUMENTS = """
            return [...document.querySelectorAll('#document-rows tr')].map(row => ({
              id: row.dataset.id,
              name: row.querySelector('.document-name').textContent,
              state: row.querySelector('.badge').textContent,
              since: row.querySelector('.since').textContent,
              struck: getComputedStyle(row.querySelector('.document-name')).textDecorationLine === 'line-through',
            }))""";
    private static final String UPLOADS = """
            return [...document.querySelectorAll('.upload')].map(item => ({
              name: item.querySelector('.upload-name').textContent,
              stage: item.dataset.stage,
              note: item.querySelector('.upload-note').textContent,
            }))""";

    private final Browser browser;
    private final String address;

    ArchivePage(Browser browser, int port) {
        this.browser = browser;
        this.address = "http://127.0.0.1:" + port + "/";
    }

    /** Loads the page and waits until it is live. */
    ArchivePage open() {
        browser.driver().get(address);
        awaitLive();
        return this;
    }

    void awaitLive() {
        browser.await("the page is live", () -> text("#connection").equals("live"));
        browser.await("the store's state is shown", () -> text("#store-state").equals("store: running"));
    }

    String address(String path) {
        return address + path;
    }

    WebElement find(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    String text(String selector) {
        return browser.script("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
    }

    boolean shows(String selector) {
        return browser.isTrue("document.querySelector(arguments[0])?.checkVisibility()", selector);
    }

    void click(String selector) {
        find(selector).click();
    }

    /** Turns a switch: {@code mode} to {@code durable} or {@code buffered}, {@code grouping} to {@code single} or {@code batch}. */
    void choose(String name, String value) {
        click("input[name='" + name + "'][value='" + value + "']");
    }

    void upload(Path... files) {
        find("#file-input").sendKeys(Arrays.stream(files).map(Path::toString).collect(Collectors.joining("\n")));
    }

    /** The rows of the archive's table, from the top. */
    List<Shown> documents() {
        List<Map<String, Object>> rows = browser.script(DOCUMENTS);
        return rows.stream()
                .map(row -> new Shown(
                        (String) row.get("id"),
                        (String) row.get("name"),
                        (String) row.get("state"),
                        (String) row.get("since"),
                        (Boolean) row.get("struck")))
                .toList();
    }

    Optional<Shown> document(String name) {
        return documents().stream().filter(row -> row.name.equals(name)).findFirst();
    }

    void awaitDocument(String name, String state) {
        browser.await(
                name + " is shown as " + state,
                () -> document(name).filter(row -> row.state.equals(state)).isPresent());
    }

    /** The list of uploads, from the top. */
    List<Sent> uploads() {
        List<Map<String, String>> items = browser.script(UPLOADS);
        return items.stream()
                .map(item -> new Sent(item.get("name"), item.get("stage"), item.get("note")))
                .toList();
    }

    void awaitUpload(String name, String stage) {
        browser.await(
                "the upload of " + name + " is " + stage,
                () -> uploads().stream().anyMatch(sent -> sent.name.equals(name) && sent.stage.equals(stage)));
    }

    void search(String text) {
        WebElement field = find("#search");
        field.clear();
        field.sendKeys(text);
    }

    /** A row of the archive. */
    record Shown(String id, String name, String state, String since, boolean struck) {}

    /** An entry of the list of uploads. */
    record Sent(String name, String stage, String note) {}
}
