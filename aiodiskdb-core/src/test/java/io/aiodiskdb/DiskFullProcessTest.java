package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that may write no further: with the limit that a shell sets on the size of a file, which needs no rights and
 * fails a write as a full disk does; and one that may open no further file.
 */
@Timeout(300)
class DiskFullProcessTest {

    private static final String LIMIT = "ulimit -f 600"; // in units of 1024 bytes
    private static final String LIMIT_THAT_CAN_BE_LIFTED = "ulimit -S -f 600";

    @TempDir
    private Path temporary;

    @Test
    void nothingDurableIsLostWhenAProcessDiesAtTheLimit() throws IOException, InterruptedException {
        Path directory = temporary.resolve("db");
        long seed = TestSeed.of("DiskFullProcessTest.nothingDurableIsLostWhenAProcessDiesAtTheLimit");
        Map<ItemLocation, MarkedItem> acknowledged;
        try (ChildProcess child = ChildProcess.startLimited(errors(), LIMIT, "file-size", directory, seed, 0)) {
            requireClearAnswers(child);
            child.kill();
            acknowledged = new HashMap<>(child.acknowledged());
        }
        assertThat(acknowledged).as("durable before the limit was reached").hasSizeGreaterThan(10);
        check(directory, acknowledged);
        check(directory, acknowledged);
    }

    @Test
    void workGoesOnByItselfWhenTheLimitIsLifted() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
        Path directory = temporary.resolve("db");
        long seed = TestSeed.of("DiskFullProcessTest.workGoesOnByItselfWhenTheLimitIsLifted");
        try (ChildProcess child =
                ChildProcess.startLimited(errors(), LIMIT_THAT_CAN_BE_LIFTED, "file-size", directory, seed, 0)) {
            requireClearAnswers(child);
            int durableBefore = child.acknowledged().size();
            Process lift = new ProcessBuilder(
                            "/usr/bin/prlimit", "--fsize=unlimited", "--pid", Long.toString(child.pid()))
                    .inheritIO()
                    .start();
            assertThat(lift.waitFor()).isZero();
            assertThat(child.await("STATE")).isEqualTo("STATE RUNNING");
            child.await("CLOSED");
            child.finish();
            assertThat(child.acknowledged()).hasSizeGreaterThan(durableBefore);
            check(directory, child.acknowledged());
        }
    }

    private static void requireClearAnswers(ChildProcess child) throws InterruptedException {
        child.await("RUNNING");
        assertThat(child.await("STATE")).isEqualTo("STATE DEGRADED");
        assertThat(child.said())
                .as("what was refused")
                .anyMatch(line -> line.startsWith("TIMEOUT") && line.length() > 20)
                .as("who waited for durability")
                .allMatch(line -> !line.startsWith("FULL") || line.length() > 15);
        String read = child.await("READ");
        assertThat(read).matches("READ (\\d+) OF \\1");
        child.await("ASKED");
    }

    private static void check(Path directory, Map<ItemLocation, MarkedItem> acknowledged) {
        try (AioDiskDb db = AioDiskDb.builder(directory)
                .maxFileSize(8 << 20)
                .maxBufferSize(64 << 10)
                .build()) {
            db.blocking().start();
            ProcessCrashTest.StoreCheck.check(db, acknowledged, "after the limit");
        }
    }

    @Test
    void aProcessWithoutDescriptorsKeepsWhatItHasAndGoesOnWithNewOnes() throws IOException, InterruptedException {
        Path directory = temporary.resolve("db");
        try (ChildProcess child = ChildProcess.startLimited(errors(), "ulimit -n 256", "open-files", directory, 1, 0)) {
            child.await("HOGGED");
            String state = child.await("STATE");
            assertThat(state).isEqualTo("STATE DEGRADED");
            assertThat(child.said()).anyMatch(line -> line.startsWith("TIMEOUT") && line.length() > 20);
            assertThat(child.await("READ")).matches("READ (\\d+) OF \\1, \\d+ FAILED");
            child.await("ASKED");
            child.say("now");
            assertThat(child.await("STATE")).isEqualTo("STATE RUNNING");
            assertThat(child.await("READ")).matches("READ (\\d+) OF \\1, 0 FAILED");
            child.await("CLOSED");
            child.finish();
            try (AioDiskDb db = ChildMain.settings(directory).recover(false).build()) {
                db.blocking().start();
                ProcessCrashTest.StoreCheck.check(db, child.acknowledged(), "after the descriptors came back");
            }
        }
    }

    private Path errors() {
        return temporary.resolve("errors.log");
    }
}
