package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.model.ItemLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RotationTest extends DatabaseTest {

    @Test
    void fillsAFileToItsLastByte() {
        start();
        db.blocking().add(item(400, 1));
        db.blocking().add(item(400, 2));
        ItemLocation last = db.blocking().add(item(200, 3));
        ItemLocation next = db.blocking().add(item(1, 4));
        db.blocking().flush();

        assertThat(last).isEqualTo(at(0, 800, 200));
        assertThat(next).isEqualTo(at(1, 0, 1));
        assertThat(dataFile(directory(), 0)).hasSize(HEADER + FILE);
        assertThat(dataFile(directory(), 1)).hasSize(HEADER + 1);
        assertStored(last, item(200, 3));
        assertStored(next, item(1, 4));
    }

    @Test
    void opensTheNextIndexForAnItemThatDoesNotFit() {
        start();
        db.blocking().add(item(400, 1));
        db.blocking().add(item(400, 2));

        assertThat(db.blocking().add(item(201, 3))).isEqualTo(at(1, 0, 201));
        assertThat(db.blocking().add(item(100, 4))).as("no way back").isEqualTo(at(1, 201, 100));
        db.blocking().flush();
        assertThat(dataFile(directory(), 0)).hasSize(HEADER + 800);
    }

    @Test
    void rotatesAnExactlyFullFileAfterReopening() {
        start();
        db.blocking().add(item(400, 1));
        db.blocking().add(item(400, 2));
        db.blocking().add(item(200, 3));

        reopen();

        assertThat(db.blocking().addDurably(item(1, 4))).isEqualTo(at(1, 0, 1));
        assertThat(dataFile(directory(), 0)).hasSize(HEADER + FILE);
    }

    @Test
    void neverOvershootsAFileThough64WritersAddAtTheSameInstant() throws Exception {
        start();
        CyclicBarrier together = new CyclicBarrier(64);
        ExecutorService writers = Executors.newFixedThreadPool(64);
        List<Future<ItemLocation>> added = new ArrayList<>();
        for (int seed = 0; seed < 64 * 5; seed++) {
            byte[] item = item(1 + seed * 7 % BUFFER, seed);
            added.add(writers.submit(() -> {
                together.await();
                return db.blocking().add(item);
            }));
        }
        for (int seed = 0; seed < added.size(); seed++) {
            ItemLocation location = added.get(seed).get();
            assertThat(location.end()).isLessThanOrEqualTo(FILE);
            assertStored(location, item(1 + seed * 7 % BUFFER, seed));
        }
        writers.shutdown();
        db.blocking().flush();

        try (Stream<Path> files = Files.list(directory())) {
            assertThat(files.filter(file -> file.toString().endsWith(".dat")))
                    .hasSizeGreaterThan(60)
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(HEADER + FILE));
        }
        assertThat(walk()).hasSize(64 * 5);
    }

    @Test
    void isFullWhenItHasAllItsFiles() {
        start(settings().maxFiles(2));
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            added.add(db.blocking().add(item(400, seed)));
        }

        DatabaseFullException refused = failure(DatabaseFullException.class, db.add(item(201, 9)));
        failure(DatabaseFullException.class, db.addDurably(item(400, 9)));
        assertThatExceptionOfType(DatabaseFullException.class)
                .isThrownBy(() -> db.blocking().add(item(201, 9)));

        assertThat(refused).hasMessageContaining("max-files").hasMessageContaining("2");
        assertThat(db.blocking().add(item(200, 5))).as("what still fits").isEqualTo(at(1, 800, 200));
        failure(DatabaseFullException.class, db.add(item(1, 9)));
        for (int seed = 0; seed < 4; seed++) {
            assertStored(added.get(seed), item(400, seed));
        }
        db.blocking().flush();
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void staysFullAfterReopening() {
        start(settings().maxFiles(1));
        db.blocking().add(item(400, 1));
        db.blocking().add(item(400, 2));

        reopen(settings().maxFiles(1));

        failure(DatabaseFullException.class, db.add(item(201, 9)));
        assertStored(at(0, 400, 400), item(400, 2));
        reopen(settings().maxFiles(2));
        assertThat(db.blocking().add(item(201, 9))).isEqualTo(at(1, 0, 201));
    }

    @Test
    void refusesATransactionThatNeedsMoreFilesAndStoresNothingOfIt() {
        start(settings().maxFiles(2));
        Transaction transaction = db.transaction();
        for (int seed = 0; seed < 3; seed++) {
            transaction.add(item(900, seed));
        }

        failure(DatabaseFullException.class, transaction.commit());

        assertAbsent(at(0, 0, 900));
        assertThat(walk()).isEmpty();
        assertThat(db.blocking().addDurably(item(10, 1))).isEqualTo(at(0, 0, 10));
    }

    @Test
    void countsDroppedFiles() {
        start(settings().maxFiles(2));
        addThreeItemsInTwoIndexes();
        db.blocking().dropIndex(0);
        db.blocking().add(item(400, 4));

        failure(DatabaseFullException.class, db.add(item(400, 5)));
        failure(DatabaseFullException.class, db.dropIndex(1));
        assertStored(at(1, 0, 400), item(400, 2));
        failure(IndexNotFoundException.class, db.dropIndex(0));
    }
}
