package io.aiodiskdb.spring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.DbStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.FileSystemUtils;

class AioDiskDbHealthIndicatorTest {

    private static final Instant FLUSHED = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path parent;

    private Path directory;
    private AioDiskDb database;

    @BeforeEach
    void choose() {
        directory = parent.resolve("db");
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    private AioDiskDb start() {
        database = AioDiskDb.builder(directory).build();
        database.blocking().start();
        return database;
    }

    /** A database that is in any state, in a directory that is in order. */
    private AioDiskDb pretended(DbState state, long capacityLeft, @Nullable AioDiskDbException trouble) {
        AioDiskDb pretended = mock();
        AioDiskDbConfig config = start().config();
        when(pretended.config()).thenReturn(config);
        when(pretended.state()).thenReturn(state);
        when(pretended.stats()).thenReturn(stats(capacityLeft));
        when(pretended.trouble()).thenReturn(Optional.ofNullable(trouble));
        return pretended;
    }

    private static DbStats stats(long capacityLeft) {
        Duration none = Duration.ZERO;
        return new DbStats(
                9, 90, 0, 0, 7, 70, 2, 20, 0, 1, none, 0, none, 1, none, 1, 70, capacityLeft, 0, 0, 0, FLUSHED);
    }

    private static Health health(AioDiskDb database) {
        return AioDiskDbHealthIndicator.of(database).health();
    }

    @ParameterizedTest
    @CsvSource({
        "NEW, DOWN, does not run",
        "STARTING, OUT_OF_SERVICE, is starting",
        "STOPPING, OUT_OF_SERVICE, is stopping",
        "STOPPED, DOWN, does not run",
        "FAILED, DOWN, storage has failed"
    })
    void followsTheState(DbState state, String status, String reason) {
        Health health = health(pretended(state, 0, new StorageFailedException("secret")));

        assertThat(health.getStatus()).isEqualTo(new Status(status));
        assertThat(health.getDetails()).containsEntry("state", state.name());
        assertThat(health.getDetails().get("reason")).asString().contains(reason);
    }

    @Test
    void isUpWhileEverythingWorks() {
        Health health = health(pretended(DbState.RUNNING, 1000, null));

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsOnlyKeys("state", "itemsBuffered", "bytesBuffered", "lastFlush", "freeSpace", "capacityLeft")
                .containsEntry("state", "RUNNING")
                .containsEntry("itemsBuffered", 2L)
                .containsEntry("bytesBuffered", 20L)
                .containsEntry("lastFlush", FLUSHED.toString())
                .containsEntry("capacityLeft", 1000L);
        assertThat((long) health.getDetails().get("freeSpace")).isPositive();
    }

    @Test
    void isOutOfServiceWhileTheStorageIsFull() {
        Health health =
                health(pretended(DbState.DEGRADED, 1000, new StorageFullException("secret", new IOException())));

        assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.getDetails()).containsEntry("reason", "the storage is full: writes wait until there is room");
    }

    @Test
    void isOutOfServiceWhenTheDatabaseIsFull() {
        Health health = health(pretended(DbState.RUNNING, 0, null));

        assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.getDetails()).containsEntry("reason", "all files that the database may have are full");
    }

    @Test
    void isOutOfServiceWhenTheDatabaseIsDamaged() {
        Health health = health(pretended(DbState.DEGRADED, 0, new InvalidDatabaseStateException("secret")));

        assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.getDetails()).containsEntry("reason", "the database is damaged: it can be read only");
    }

    @Test
    void tellsADamageOfARealDatabase() throws IOException {
        start().blocking().addDurably(new byte[100]);
        database.close();
        Files.delete(directory.resolve("data00000.dat"));

        Health health = health(start());

        assertThat(database.state()).isEqualTo(DbState.DEGRADED);
        assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.getDetails()).containsEntry("reason", "the database is damaged: it can be read only");
    }

    @Test
    void isDownWhenTheDirectoryHasVanished() throws IOException {
        HealthIndicator indicator = AioDiskDbHealthIndicator.of(start());
        assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);

        FileSystemUtils.deleteRecursively(directory);

        Health health = indicator.health();
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails())
                .containsEntry("reason", "the directory of the database has vanished")
                .containsEntry("state", "RUNNING");
    }

    @Test
    void isDownWhenTheDirectoryIsAnEmptyOne() throws IOException {
        HealthIndicator indicator = AioDiskDbHealthIndicator.of(start());
        FileSystemUtils.deleteRecursively(directory);
        Files.createDirectory(directory);

        Health health = indicator.health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails().get("reason")).asString().contains("replaced, or its files have vanished");
    }

    @Test
    void isDownWhenTheDirectoryIsACopy() throws IOException {
        HealthIndicator indicator = AioDiskDbHealthIndicator.of(start());
        assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
        Files.move(directory, parent.resolve("aside"));
        FileSystemUtils.copyRecursively(parent.resolve("aside"), directory);

        Health health = indicator.health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("reason", "the directory of the database has been replaced");
    }

    @Test
    void acceptsAnotherDirectoryAfterARestart() throws IOException {
        HealthIndicator indicator = AioDiskDbHealthIndicator.of(start());
        assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
        database.blocking().stop();
        Files.move(directory, parent.resolve("aside"));
        database.blocking().start();

        Awaitility.await()
                .untilAsserted(() -> assertThat(indicator.health().getStatus()).isEqualTo(Status.UP));
    }

    @Test
    void namesNoPath() throws IOException {
        HealthIndicator indicator = AioDiskDbHealthIndicator.of(start());
        assertThat(indicator.health().getDetails().toString()).doesNotContain(parent.toString());

        FileSystemUtils.deleteRecursively(directory);

        assertThat(indicator.health().getDetails().toString()).doesNotContain(parent.toString());
    }
}
