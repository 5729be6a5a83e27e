package io.aiodiskdb.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies during a commit, and what the next one finds. */
class CrashTest {

    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    @Test
    void findsNothingAfterACrashBeforeTheStoresCommit() throws Exception {
        crash(CrashPoint.BEFORE_THE_STORE);
        try (TwoStores stores = new TwoStores(directory)) {
            assertThat(stores.rows()).isEmpty();
            assertThat(stores.items()).isEmpty();
        }
    }

    @Test
    void findsAnOrphanAfterACrashBetweenTheTwoCommits() throws Exception {
        crash(CrashPoint.BETWEEN_THE_TWO);
        try (TwoStores stores = new TwoStores(directory)) {
            assertThat(stores.rows()).isEmpty();
            assertThat(stores.items()).containsExactly("a");
        }
    }

    @Test
    void findsBothAfterACrashAfterBothCommits() throws Exception {
        crash(CrashPoint.AFTER_BOTH);
        try (TwoStores stores = new TwoStores(directory)) {
            assertThat(stores.rows()).containsExactly("a", "beside");
            assertThat(stores.text(new ItemLocation(0, 0, 1))).isEqualTo("a");
        }
    }

    private void crash(CrashPoint point) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CrashMain.class.getName(),
                directory.toString(),
                point.name());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(CrashMain.DEAD);
        } finally {
            process.destroyForcibly();
        }
    }
}
