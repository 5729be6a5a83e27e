package io.aiodiskdb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {

    @TempDir
    private Path directory;

    private final StringWriter errors = new StringWriter();

    private int execute(String... arguments) {
        CommandLine commandLine = BenchmarksCommand.commandLine();
        commandLine.setErr(new PrintWriter(errors, true));
        commandLine.setOut(new PrintWriter(new StringWriter(), true));
        return commandLine.execute(arguments);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    --rounds=0;         --rounds: "0"; 1 to 100
                    --rounds=101;       --rounds: "101"; 1 to 100
                    --rounds=many;      --rounds; many
                    --scale=0;          --scale: "0.0"; more than 0 and at most 1
                    --scale=1.5;        --scale: "1.5"; more than 0 and at most 1
                    --full-size=W8;     --full-size: "W8"; some of W1, W2, W3, W4, W5, W6, W7
                    --scale=NaN;        --scale: "NaN"; more than 0 and at most 1
                    --pass-timeout=0;   --pass-timeout: "0"; 1 to 1440 minutes
                    --workloads=W8;     --workloads: "W8"; W1, W2
                    --systems=mongodb;  --systems: "mongodb"; aiodiskdb
                    --variants=3 B;     --variants: "3 B"; part of a variant
                    --colour=red;       --colour; Unknown option
                    """)
    void wrongOptionsAreNamedWithTheirValueAndWhatIsAllowed(String option, String named, String allowed) {
        assertThat(execute("run", "--directory=" + directory.resolve("scratch"), option))
                .isEqualTo(2);
        assertThat(errors.toString()).contains(named, allowed);
    }

    @Test
    void aScratchDirectoryThatIsAFileIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(execute("run", "--directory=" + file)).isEqualTo(2);
        assertThat(errors.toString()).contains("--directory", file.toString());
    }

    @Test
    void aReportNeedsAResultFileAndAPage() throws IOException {
        Path missing = directory.resolve("missing.csv");
        assertThat(execute("report", missing.toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("RESULTS", missing.toString());
        Path results = Files.createFile(directory.resolve("results.csv"));
        assertThat(execute("report", results.toString(), "--output=" + directory.resolve("performance")))
                .isEqualTo(2);
        assertThat(errors.toString())
                .contains("--page", directory.resolve("performance.md").toString());
    }

    @Test
    void aReportWritesThePageAndCanTellThatItDiffers() throws IOException {
        Path results = directory.resolve("results.csv");
        Files.writeString(results, "1,W1,v,aiodiskdb,m,5,/s\n");
        Path page = directory.resolve("performance.md");
        Files.writeString(page, "<!-- figures: begin --><!-- figures: end -->");
        List<String> arguments = List.of("report", results.toString(), "--output=" + directory.resolve("performance"));
        String[] check = {arguments.get(0), arguments.get(1), arguments.get(2), "--check"};
        assertThat(execute(check)).isEqualTo(1);
        assertThat(errors.toString()).contains(page.toString());
        assertThat(execute(arguments.toArray(String[]::new))).isZero();
        assertThat(execute(check)).isZero();
    }

    @Test
    void aCommandIsNeeded() {
        assertThat(execute()).isEqualTo(2);
        assertThat(errors.toString()).contains("run, report or micro");
    }
}
