package io.aiodiskdb.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts with the runnable jar: real processes, real signals. What the scripts draw is decided by the system property
 * {@value #SEED}, a number or {@code new}.
 */
class StressScriptsIT {

    private static final String SEED = "aiodiskdb.seed";
    private static final String USUAL_SEED = "20260101";

    @TempDir
    private Path temporary;

    @Test
    @Timeout(600)
    void twoMinutesOfTheScriptsFindNothing() throws IOException, InterruptedException {
        run("--short", 540, System.getProperty(SEED, USUAL_SEED));
    }

    @Test
    @Tag("long")
    @Timeout(12 * 3600)
    void hoursOfTheScriptsFindNothing() throws IOException, InterruptedException {
        run("--long", 12 * 3600 - 60, System.getProperty(SEED, "new"));
    }

    private void run(String length, long seconds, String seed) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        Path output = temporary.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                "/bin/bash",
                Path.of(System.getProperty("stress.directory"), "ci.sh").toString(),
                length);
        builder.environment().put("STRESS_JAR", System.getProperty("stress.jar"));
        builder.environment()
                .put(
                        "STRESS_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("TMPDIR", temporary.toString());
        if ("new".equals(seed)) {
            builder.environment().remove("SEED"); // the script draws one and prints it
        } else {
            builder.environment().put("SEED", seed);
        }
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            System.out.println(Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
