package io.aiodiskdb.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    private Path directory;

    /** Spring closes the beans when a phase has taken too long, the store in the middle of its last flush. */
    @Test
    void aStopHasTheTimeThatTheStoreNeedsForIt() {
        try (RunningSample sample = RunningSample.start(directory)) {
            AioDiskDb database = sample.database();

            assertThat(sample.setting("spring.lifecycle.timeout-per-shutdown-phase", Duration.class))
                    .isGreaterThan(database.config().timeout().plusSeconds(10));
        }
    }
}
