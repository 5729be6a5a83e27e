package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.model.DbStats;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StatsTest extends DatabaseTest {

    @Test
    void areZeroInTheBeginning() {
        db = settings().build();

        assertThat(db.stats())
                .isEqualTo(new DbStats(
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Duration.ZERO,
                        0,
                        Duration.ZERO,
                        0,
                        Duration.ZERO,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        null));
    }

    @Test
    void followAnItemFromTheBufferToTheDisk() {
        Instant before = Instant.now();
        start();
        db.blocking().add(item(100, 1));
        db.blocking().add(item(50, 2));
        DbStats buffered = db.stats();
        db.blocking().flush();
        DbStats written = db.stats();

        assertThat(buffered.itemsAdded()).isEqualTo(2);
        assertThat(buffered.bytesAdded()).isEqualTo(150);
        assertThat(buffered.itemsBuffered()).isEqualTo(2);
        assertThat(buffered.bytesBuffered()).isEqualTo(150);
        assertThat(buffered.itemsWritten()).isZero();
        assertThat(buffered.flushes()).isZero();
        assertThat(buffered.lastFlush()).isNull();
        assertThat(written.itemsAdded()).isEqualTo(2);
        assertThat(written.itemsBuffered()).isZero();
        assertThat(written.bytesBuffered()).isZero();
        assertThat(written.itemsWritten()).isEqualTo(2);
        assertThat(written.bytesWritten()).isEqualTo(150);
        assertThat(written.flushes()).isEqualTo(1);
        assertThat(written.flushTime()).isPositive();
        assertThat(written.fsyncs()).as("data file and journal").isGreaterThanOrEqualTo(buffered.fsyncs() + 2);
        assertThat(written.fsyncTime()).isGreaterThan(buffered.fsyncTime());
        assertThat(written.lastFlush()).isBetween(before, Instant.now());
        assertThat(written.failures()).isZero();
    }

    @Test
    void countReadsThatFoundSomething() {
        start();
        db.blocking().add(item(100, 1));
        get(db.read(at(0, 0, 100)));
        db.blocking().read(at(0, 10, 20));
        get(db.read(at(0, 90, 20)));
        get(db.read(at(0, 0, 0)));
        db.blocking().flush();
        get(db.read(at(0, 0, 100)));

        assertThat(db.stats().itemsRead()).isEqualTo(3);
        assertThat(db.stats().bytesRead()).isEqualTo(220);
    }

    @Test
    void countTransactions() {
        start();
        Transaction transaction = db.transaction();
        transaction.add(item(100, 1));
        transaction.add(item(950, 2));
        get(transaction.commit());

        DbStats stats = db.stats();
        assertThat(stats.commits()).isEqualTo(1);
        assertThat(stats.commitTime()).isPositive();
        assertThat(stats.itemsAdded()).isEqualTo(2);
        assertThat(stats.bytesAdded()).isEqualTo(1050);
        assertThat(stats.itemsWritten()).isEqualTo(2);
        assertThat(stats.bytesWritten()).isEqualTo(1050);
        assertThat(stats.flushes()).as("nothing was buffered").isZero();
        assertThat(stats.lastFlush()).isNotNull();
    }

    @Test
    void knowTheFilesAndTheirBytes() {
        start();
        assertThat(db.stats().files()).isEqualTo(1);
        addThreeItemsInTwoIndexes();
        assertThat(db.stats().files()).isEqualTo(2);
        assertThat(db.stats().bytesOnDisk()).isEqualTo(1200);

        db.blocking().ltrim(0, 100);
        assertThat(db.stats().bytesOnDisk()).isEqualTo(1100);
        db.blocking().rtrim(0, 700);
        assertThat(db.stats().bytesOnDisk()).isEqualTo(1000);
        db.blocking().dropIndex(1);
        assertThat(db.stats().bytesOnDisk()).isEqualTo(600);
        assertThat(db.stats().files()).isEqualTo(2);

        reopen();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(db.stats().bytesOnDisk()).isEqualTo(600));
        assertThat(db.stats().files()).isEqualTo(2);
        db.blocking().dropIndex(0);
        assertThat(db.stats().bytesOnDisk()).isZero();
    }

    @Test
    void surviveAStopAndAStart() {
        start();
        db.blocking().add(item(100, 1));
        db.blocking().read(at(0, 0, 100));
        db.blocking().stop();
        DbStats stopped = db.stats();
        db.blocking().start();
        db.blocking().addDurably(item(100, 2));
        DbStats again = db.stats();

        assertThat(stopped.itemsAdded()).isEqualTo(1);
        assertThat(stopped.itemsWritten()).isEqualTo(1);
        assertThat(stopped.itemsBuffered()).isZero();
        assertThat(stopped.flushes()).isEqualTo(1);
        assertThat(again.itemsAdded()).isEqualTo(2);
        assertThat(again.itemsWritten()).isEqualTo(2);
        assertThat(again.itemsRead()).isEqualTo(1);
        assertThat(again.flushes()).isEqualTo(2);
    }

    @Test
    void countNothingThatWasRefused() {
        start();
        db.add(new byte[0]).exceptionally(e -> null).join();
        db.add(new byte[BUFFER + 1]).exceptionally(e -> null).join();
        db.rtrim(9, 0).exceptionally(e -> null).join();

        DbStats stats = db.stats();
        assertThat(stats.itemsAdded()).isZero();
        assertThat(stats.bytesAdded()).isZero();
        assertThat(stats.failures()).as("these are no failures of the storage").isZero();
    }
}
