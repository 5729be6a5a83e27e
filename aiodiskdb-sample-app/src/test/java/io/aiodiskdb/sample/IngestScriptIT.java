package io.aiodiskdb.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/ingest.sh}, where there is what it needs. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class IngestScriptIT {

    @TempDir
    private Path directory;

    private Path files = Path.of(".");
    private Path list = Path.of(".");

    @BeforeAll
    static void findPrograms() {
        for (String program : List.of("bash", "curl", "find", "sha256sum")) {
            assumeTrue(isOnThePath(program), program + " is not on the PATH");
        }
    }

    private static boolean isOnThePath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @BeforeEach
    void makeFiles() throws IOException {
        files = Files.createDirectory(directory.resolve("files of any name"));
        list = directory.resolve("the list");
        List<String> names = List.of(
                "plain",
                "with space",
                "with\nnewline",
                "-n",
                "[1-3]{a,b}*?",
                "tab\there",
                "quote\"'back\\slash",
                "%41;@#&");
        for (int number = 0; number < names.size(); number++) {
            byte[] content = new byte[1 + number * 1000];
            new Random(number).nextBytes(content);
            Path folder = Files.createDirectory(files.resolve("folder\n" + number));
            Files.write(folder.resolve(names.get(number)), content);
        }
        byte[] large = new byte[3 << 20];
        new Random(99).nextBytes(large);
        Files.write(files.resolve("larger than a write buffer"), large);
        Files.createFile(files.resolve("empty"));
    }

    @Test
    void storesFilesAndReadsThemBackAlsoAfterSigkill() throws Exception {
        Path database = directory.resolve("db");
        try (SampleProcess sample = SampleProcess.start(database, "aiodiskdb.max-buffer-size=1MB")) {
            Result result = ingest(sample, "-j", "3", "-l", list.toString(), files.toString());

            assertThat(result.status).as(result.output).isZero();
            assertThat(result.output)
                    .contains("empty: skipped")
                    .contains("Stored 9 files")
                    .contains("Read back 9 files")
                    .contains("1 skipped, 0 failed");
            sample.kill();
        }
        try (SampleProcess sample = SampleProcess.start(database)) {
            Result result = ingest(sample, "--verify-only", list.toString());

            assertThat(result.status).as(result.output).isZero();
            assertThat(result.output).contains("Read back 9 files").contains("0 failed");
        }
    }

    @Test
    void tellsOfAFileThatIsTooLargeAndGoesOn() throws Exception {
        try (SampleProcess sample = SampleProcess.start(
                directory.resolve("db"), "aiodiskdb.max-file-size=1MB", "aiodiskdb.max-buffer-size=1MB")) {
            Result result = ingest(sample, "-l", list.toString(), files.toString());

            assertThat(result.status).as(result.output).isEqualTo(1);
            assertThat(result.output).contains("413").contains("Stored 8 files").contains("Read back 8 files");
        }
    }

    @Test
    void tellsOfAnItemThatIsNotWhatWasStored() throws Exception {
        try (SampleProcess sample = SampleProcess.start(directory.resolve("db"))) {
            assertThat(ingest(sample, "-l", list.toString(), files.toString()).status)
                    .isZero();
            try (Stream<String> lines = Files.lines(list)) {
                List<String> changed = lines.map(line -> line.replaceFirst("^.{63}", "0".repeat(63)))
                        .toList();
                Files.write(list, changed);
            }

            Result result = ingest(sample, "--verify-only", list.toString());

            assertThat(result.status).as(result.output).isEqualTo(1);
            assertThat(result.output)
                    .contains("MISMATCH")
                    .contains("Read back 0 files")
                    .contains("9 failed");
        }
    }

    private Result ingest(SampleProcess sample, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add("bash");
        command.add(
                Path.of(System.getProperty("examples.directory"), "ingest.sh").toString());
        command.add("--url");
        command.add("http://127.0.0.1:" + sample.port());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    private record Result(int status, String output) {}
}
