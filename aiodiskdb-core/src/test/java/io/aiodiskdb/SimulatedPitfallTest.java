package io.aiodiskdb;

import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pitfalls of file systems that a real disk rarely shows. */
class SimulatedPitfallTest extends SimulatedDatabaseTest {

    @Test
    void shortReadsAndWritesAreGoneOnWith() {
        disk.shortTransferRate(0.9);
        start();
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            added.add(db.blocking().add(item(130 + seed, seed)));
        }
        Transaction transaction = db.transaction();
        transaction.add(item(1000, 77));
        ItemLocation committed = DatabaseTest.get(transaction.commit()).get(0);
        db.blocking().ltrim(0, 100);
        db.blocking().stop();
        db.blocking().start();

        for (int seed = 1; seed < 40; seed++) {
            assertStored(added.get(seed), item(130 + seed, seed));
        }
        assertStored(committed, item(1000, 77));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    /** Space, quota, file-size limit and open-file limit run out in any of these calls. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"OPEN_FOR_READING", "OPEN_FOR_WRITING", "CREATE", "READ", "WRITE", "TRUNCATE", "LENGTH"})
    void limitsThatArriveAsExceptionsOfAnyCallAreGoneOnWithWhenTheyAreOver(Kind kind) {
        start();
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            added.add(db.blocking().addDurably(item(300, seed)));
        }
        faults.fail(call -> ofKind(kind).test(call) || ofKind(Kind.WRITE).test(call));
        CompletableFuture<ItemLocation> durable = db.addDurably(item(300, 3)); // opens the next index
        db.blocking().add(item(300, 4));
        Awaitility.await().until(() -> db.stats().failures() > 0);
        db.read(added.get(0)).exceptionally(e -> null).join();

        faults.heal();

        added.add(DatabaseTest.get(durable));
        added.add(db.blocking().addDurably(item(300, 5)));
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        reopenAfterPowerCut();
        assertThat(walk()).containsAll(added).hasSize(6);
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void aNewFileIsThereAfterAPowerCut() {
        for (int seed = 0; seed < 20; seed++) {
            disk = new SimulatedStorage(seed);
            start();
            db.blocking().addDurably(item(400, 1));
            db.blocking().addDurably(item(400, 2));
            ItemLocation inNewFile = db.blocking().addDurably(item(400, 3));
            assertThat(inNewFile).isEqualTo(at(1, 0, 400));

            reopenAfterPowerCut();

            assertStored(inNewFile, item(400, 3));
            db.close();
        }
    }

    @Test
    void neverKeepsMoreFilesOpenThanItMay() {
        start(settings().maxOpenFiles(3));
        for (int seed = 0; seed < 30; seed++) {
            db.blocking().addDurably(item(300, seed));
            db.blocking().addDurably(item(400, seed));
        }
        for (int round = 0; round < 3; round++) {
            for (ItemLocation location : walk()) {
                assertThat(db.blocking().read(location)).isPresent();
            }
        }

        assertThat(disk.openFiles().stream()
                        .filter(name -> name.contains(".dat"))
                        .count())
                .as("three for reading, one for writing: %s", disk.openFiles())
                .isLessThanOrEqualTo(4);
        db.blocking().stop();
        assertThat(disk.openFiles()).as("nothing is left open").isEmpty();
    }
}
