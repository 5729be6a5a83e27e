package io.aiodiskdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation shows what the newest result file beside it says, and no figure if there is none. */
class PublishedFiguresTest {

    private static final Path PAGE = Path.of("..", "docs", "performance.md");
    private static final Path CHARTS = Path.of("..", "docs", "performance");

    private static List<Path> resultFiles() throws IOException {
        if (!Files.isDirectory(CHARTS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(CHARTS)) {
            return files.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void agreeWithTheNewestResultFile() throws IOException {
        List<Path> files = resultFiles();
        if (files.isEmpty()) {
            String page = Files.readString(PAGE);
            String figures =
                    page.substring(page.indexOf("<!-- figures: begin -->"), page.indexOf("<!-- figures: end -->"));
            assertThat(figures).contains("Nothing has been measured yet").doesNotContainPattern("\\d");
        } else {
            Path newest = files.get(files.size() - 1);
            assertThat(new Page(PAGE, CHARTS).differences(ResultFile.read(newest), newest))
                    .isEmpty();
        }
    }
}
