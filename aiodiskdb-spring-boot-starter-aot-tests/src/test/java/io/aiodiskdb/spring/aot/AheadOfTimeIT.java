package io.aiodiskdb.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as it was processed ahead of time, in a JVM of its own. */
class AheadOfTimeIT {

    @TempDir
    private Path directory;

    @Test
    void runsOnGeneratedCode() throws Exception {
        Result result = run("-Dspring.aot.enabled=true");

        assertThat(result.status).as(result.output).isZero();
        assertThat(result.output).contains("ahead of time: true", "Starting AOT-processed AotApplication");
        assertHasUsedItsDatabases(result);
    }

    @Test
    void runsWithoutItAsWell() throws Exception {
        Result result = run("-Dspring.aot.enabled=false");

        assertThat(result.status).as(result.output).isZero();
        assertThat(result.output).contains("ahead of time: false");
        assertHasUsedItsDatabases(result);
    }

    @Test
    void hasTheDatabasesThatThereWereWhenItWasProcessed() throws Exception {
        Result result =
                run("-Dspring.aot.enabled=true", "-Daiodiskdb.databases.more.path=" + directory.resolve("more"));

        assertThat(result.output).contains("databases: [blocks, default]");
        assertThat(directory.resolve("more")).doesNotExist();
    }

    private void assertHasUsedItsDatabases(Result result) {
        assertThat(result.output)
                .contains("databases: [blocks, default]")
                .contains("read: of the primary one", "read: a block")
                .contains("heard: 18 bytes in default", "heard: 7 bytes in blocks")
                .doesNotContain("WARN")
                .doesNotContain("ERROR");
        assertThat(directory.resolve("default")).isNotEmptyDirectory();
        assertThat(directory.resolve("blocks")).isNotEmptyDirectory();
        assertThat(Path.of("target/never-opened")).doesNotExist();
    }

    private Result run(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                AotApplication.class.getName(),
                "--aiodiskdb.path=" + directory.resolve("default"),
                "--aiodiskdb.databases.blocks.path=" + directory.resolve("blocks")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private record Result(int status, String output) {}
}
