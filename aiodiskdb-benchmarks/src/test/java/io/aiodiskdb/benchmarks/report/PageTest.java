package io.aiodiskdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

    private static final String MARKS = "<!-- figures: begin -->\nold\n<!-- figures: end -->\n";

    @TempDir
    private Path directory;

    private Path markdown = Path.of("");
    private Path resultFile = Path.of("");
    private Page page = new Page(markdown, resultFile);

    @BeforeEach
    void createPage() throws IOException {
        markdown = directory.resolve("performance.md");
        Files.writeString(markdown, "# Before\n" + MARKS + "After\n");
        resultFile = directory.resolve("performance").resolve("results.csv");
        page = new Page(markdown, directory.resolve("performance"));
    }

    @Test
    void replacesWhatIsBetweenTheMarksAndNothingElse() throws IOException {
        page.write(Sample.results(), resultFile);
        assertThat(Files.readString(markdown))
                .startsWith("# Before\n<!-- figures: begin -->\n")
                .endsWith("<!-- figures: end -->\nAfter\n")
                .doesNotContain("old")
                .contains("one that \\| does not exist", "| **failed** | W1, some variant, artemis", "### W5")
                .contains("(performance/results.csv)");
    }

    @Test
    void linksPicturesThatThereAre() throws IOException {
        page.write(Sample.results(), resultFile);
        List<String> links = Pattern.compile("!\\[[^]]*]\\(([^)]*)\\)")
                .matcher(Files.readString(markdown))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(links).hasSize(2).allMatch(link -> Files.isRegularFile(directory.resolve(link)));
    }

    @Test
    void writingTwiceChangesNothing() throws IOException {
        page.write(Sample.results(), resultFile);
        assertThat(page.differences(Sample.results(), resultFile)).isEmpty();
        page.write(Sample.results(), resultFile);
        assertThat(page.differences(Sample.results(), resultFile)).isEmpty();
    }

    @Test
    void tellsWhatSomebodyHasChangedByHand() throws IOException {
        page.write(Sample.results(), resultFile);
        Files.writeString(markdown, Files.readString(markdown).replace("3150", "9150"));
        assertThat(page.differences(Sample.results(), resultFile)).containsExactly(markdown);
    }

    @Test
    void refusesAPageWithoutMarksBeforeItWritesAnything() throws IOException {
        Files.writeString(markdown, "nothing");
        assertThatIOException()
                .isThrownBy(() -> page.write(Sample.results(), resultFile))
                .withMessageContaining("has no place for figures");
        assertThat(directory.resolve("performance")).doesNotExist();
    }
}
