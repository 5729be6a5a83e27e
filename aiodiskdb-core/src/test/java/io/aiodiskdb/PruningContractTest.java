package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.model.ItemLocation;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the database promises of pruning, through a power cut at each step. */
class PruningContractTest extends SimulatedDatabaseTest {

    /** Items of 400, 400, 300 bytes in two indexes. */
    private static void addItems(AioDiskDb db) {
        db.blocking().add(item(400, 0));
        db.blocking().add(item(400, 1));
        db.blocking().add(item(300, 2));
        db.blocking().flush();
    }

    /** Cuts, and asks that the range is either still there or gone, and all else as it was. */
    private void assertOldOrNew(Consumer<AioDiskDb> prune, ItemLocation pruned, byte[] content, ItemLocation... kept) {
        cutPowerAtEachStep(PruningContractTest::addItems, prune, (after, acknowledged) -> {
            boolean old = after.blocking().read(pruned).isPresent();
            assertThat(old && acknowledged).as("acknowledged, but not done").isFalse();
            if (old) {
                assertStored(pruned, content);
            } else {
                for (long position = pruned.position(); position < pruned.end(); position += 50) {
                    assertAbsent(at(pruned.index(), position, 1));
                }
                assertAbsent(at(pruned.index(), pruned.end() - 1, 1));
            }
            for (ItemLocation location : kept) {
                byte[] whole = item(
                        location.index() == 0 ? 400 : 300,
                        location.index() == 1 ? 2 : (int) (location.position() / 400));
                assertStored(location, Arrays.copyOfRange(whole, (int) (location.position() % 400), (int)
                        (location.position() % 400 + location.size())));
            }
            assertThat(after.blocking().verify().isIntact()).isTrue();
            after.blocking().addDurably(item(10, 9));
            assertThat(after.blocking().verify().isIntact()).isTrue();
        });
    }

    @Test
    void rtrimOfASealedIndexIsOldOrNew() {
        assertOldOrNew(db -> db.blocking().rtrim(0, 400), at(0, 400, 400), item(400, 1), at(0, 0, 400), at(1, 0, 300));
    }

    @Test
    void rtrimOfTheCurrentIndexIsOldOrNew() {
        assertOldOrNew(
                db -> db.blocking().rtrim(1, 100),
                at(1, 100, 200),
                Arrays.copyOfRange(item(300, 2), 100, 300),
                at(0, 0, 400),
                at(0, 400, 400),
                at(1, 0, 100));
    }

    @Test
    void ltrimOfASealedIndexIsOldOrNew() {
        assertOldOrNew(db -> db.blocking().ltrim(0, 400), at(0, 0, 400), item(400, 0), at(0, 400, 400), at(1, 0, 300));
    }

    @Test
    void ltrimOfTheCurrentIndexIsOldOrNew() {
        assertOldOrNew(
                db -> db.blocking().ltrim(1, 100),
                at(1, 0, 100),
                Arrays.copyOf(item(300, 2), 100),
                at(0, 0, 400),
                at(0, 400, 400),
                at(1, 100, 200));
    }

    @Test
    void dropIndexOfASealedIndexIsOldOrNew() {
        assertOldOrNew(
                db -> db.blocking().dropIndex(0),
                at(0, 0, 800),
                DatabaseTest.join(item(400, 0), item(400, 1)),
                at(1, 0, 300));
    }

    @Test
    void dropIndexOfTheCurrentIndexIsOldOrNew() {
        assertOldOrNew(db -> db.blocking().dropIndex(1), at(1, 0, 300), item(300, 2), at(0, 0, 400), at(0, 400, 400));
    }

    @Test
    void spaceThatAnRtrimFreedHoldsOldOrNewItemsNeverAMix() {
        cutPowerAtEachStep(
                PruningContractTest::addItems,
                db -> {
                    db.blocking().rtrim(1, 100);
                    db.blocking().addDurably(item(300, 5));
                },
                (after, acknowledged) -> {
                    byte[] kept = Arrays.copyOf(item(300, 2), 100);
                    assertStored(at(1, 0, 100), kept);
                    if (after.blocking().read(at(1, 100, 300)).isPresent()) {
                        assertStored(at(1, 100, 300), item(300, 5));
                    } else if (after.blocking().read(at(1, 100, 1)).isPresent()) {
                        assertStored(at(1, 0, 300), item(300, 2));
                    }
                    if (acknowledged) {
                        assertStored(at(1, 100, 300), item(300, 5));
                    }
                    assertThat(after.blocking().verify().isIntact()).isTrue();
                });
    }

    @Test
    void aDroppedIndexIsNeverUsedAgain() {
        cutPowerAtEachStep(
                PruningContractTest::addItems,
                db -> {
                    db.blocking().dropIndex(1);
                    db.blocking().addDurably(item(300, 5));
                },
                (after, acknowledged) -> {
                    boolean dropped = after.blocking().read(at(1, 0, 300)).isEmpty();
                    ItemLocation next = after.blocking().addDurably(item(20, 6));
                    if (dropped) {
                        assertThat(next.index()).isGreaterThan(1);
                        assertAbsent(at(1, 0, 1));
                        failure(IndexNotFoundException.class, after.dropIndex(1));
                    } else {
                        assertStored(at(1, 0, 300), item(300, 2));
                    }
                    if (acknowledged) {
                        assertThat(dropped).isTrue();
                        assertStored(at(2, 0, 300), item(300, 5));
                    }
                });
    }
}
