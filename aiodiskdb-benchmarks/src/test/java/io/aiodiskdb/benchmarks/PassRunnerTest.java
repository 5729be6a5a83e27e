package io.aiodiskdb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.benchmarks.system.Contenders;
import io.aiodiskdb.benchmarks.workload.Measurement;
import io.aiodiskdb.benchmarks.workload.Workload;
import io.aiodiskdb.benchmarks.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassRunnerTest {

    private static final Workload APPEND = Workloads.of("W1");
    private static final String VARIANT = "1024 B, 4 threads, synced";

    @TempDir
    private Path directory;

    private PassRunner runner(Duration timeout) {
        return new PassRunner(directory, workload -> 0.001, timeout);
    }

    @Test
    void aPassReportsItsFiguresAndLeavesNothingBehind() throws Exception {
        assertThat(runner(Duration.ofMinutes(5)).run(APPEND, VARIANT, Contenders.of("aiodiskdb")))
                .extracting(Measurement::metric)
                .containsExactly("until the last add returned", "until all is synced");
        assertThat(directory.resolve("pass")).doesNotExist();
    }

    @Test
    void aPassThatFailsTellsWhyAndLeavesNothingBehind() {
        assertThatExceptionOfType(PassFailedException.class)
                .isThrownBy(
                        () -> runner(Duration.ofMinutes(5)).run(APPEND, "x B, 4 threads", Contenders.of("aiodiskdb")))
                .withMessageContaining("status 1")
                .withMessageContaining("NumberFormatException");
        assertThat(directory.resolve("pass")).doesNotExist();
    }

    @Test
    void aPassThatTakesTooLongIsEnded() throws IOException {
        assertThatExceptionOfType(PassFailedException.class)
                .isThrownBy(() -> runner(Duration.ofMillis(1)).run(APPEND, VARIANT, Contenders.of("aiodiskdb")))
                .withMessageContaining("took more than");
        assertThat(directory.resolve("pass")).doesNotExist();
    }
}
