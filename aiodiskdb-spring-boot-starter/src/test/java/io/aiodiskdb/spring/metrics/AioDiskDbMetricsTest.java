package io.aiodiskdb.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.DbStats;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AioDiskDbMetricsTest {

    @TempDir
    private Path directory;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AioDiskDb database = mock();

    /** Each figure has a value of its own. */
    private void bind(DbState state) {
        AioDiskDbConfig config = AioDiskDb.builder(directory).build().config();
        when(database.config()).thenReturn(config);
        when(database.state()).thenReturn(state);
        when(database.stats())
                .thenReturn(new DbStats(
                        1,
                        2,
                        3,
                        4,
                        5,
                        6,
                        7,
                        8,
                        9,
                        10,
                        Duration.ofMillis(11),
                        12,
                        Duration.ofMillis(13),
                        14,
                        Duration.ofMillis(15),
                        16,
                        17,
                        18,
                        19,
                        20,
                        21,
                        null));
        new AioDiskDbMetrics(database, "archive", Tags.of("zone", "a")).bindTo(meters);
    }

    @ParameterizedTest
    @CsvSource({
        "items.added, 1,",
        "data.added, 2, bytes",
        "items.read, 3,",
        "data.read, 4, bytes",
        "items.written, 5,",
        "data.written, 6, bytes",
        "failures, 19,",
        "events.dropped, 20,",
        "listener.failures, 21,"
    })
    void countsWhatTheDatabaseCounts(String name, double value, String unit) {
        bind(DbState.RUNNING);
        assertThat(meters.get("aiodiskdb." + name).functionCounter().count()).isEqualTo(value);
        assertThat(meters.get("aiodiskdb." + name).functionCounter().getId().getBaseUnit())
                .isEqualTo(unit);
    }

    @ParameterizedTest
    @CsvSource({
        "items.buffered, 7,",
        "data.buffered, 8, bytes",
        "adds.waiting, 9,",
        "files, 16,",
        "disk.used, 17, bytes",
        "capacity.left, 18, bytes"
    })
    void showsWhatTheDatabaseHas(String name, double value, String unit) {
        bind(DbState.RUNNING);
        assertThat(meters.get("aiodiskdb." + name).gauge().value()).isEqualTo(value);
        assertThat(meters.get("aiodiskdb." + name).gauge().getId().getBaseUnit())
                .isEqualTo(unit);
    }

    @ParameterizedTest
    @CsvSource({"flush, 10, 11", "commit, 12, 13", "fsync, 14, 15"})
    void timesWhatTheDatabaseTimes(String name, double count, double millis) {
        bind(DbState.RUNNING);
        FunctionTimer timer = meters.get("aiodiskdb." + name).functionTimer();
        assertThat(timer.count()).isEqualTo(count);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(millis);
    }

    @ParameterizedTest
    @EnumSource
    void showsTheStateAsTheNumberOfItsDeclaration(DbState state) {
        bind(state);
        assertThat(meters.get("aiodiskdb.state").gauge().value())
                .isEqualTo(Arrays.asList(DbState.values()).indexOf(state));
        assertThat(meters.get("aiodiskdb.state").gauge().getId().getDescription())
                .isEqualTo("State of the database: 0 NEW, 1 STARTING, 2 RUNNING, 3 DEGRADED, 4 STOPPING, 5 STOPPED,"
                        + " 6 FAILED");
    }

    @Test
    void showsTheFreeSpaceOfTheFileSystem() {
        bind(DbState.RUNNING);
        assertThat(meters.get("aiodiskdb.disk.free").gauge().value()).isPositive();
    }

    @Test
    void givesAllMetersTheSameTagsAndADescription() {
        bind(DbState.RUNNING);
        assertThat(meters.getMeters()).hasSize(20).allSatisfy(meter -> {
            Meter.Id id = meter.getId();
            assertThat(id.getTags()).containsExactly(Tag.of("database", "archive"), Tag.of("zone", "a"));
            assertThat(id.getDescription()).as(id.getName()).isNotBlank();
        });
    }
}
