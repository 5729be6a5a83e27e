package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static io.aiodiskdb.internal.io.StorageCall.onFile;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.PowerCut;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A write-ahead file whose store is gone, and one of a damaged store that goes on in a new index. */
class StrayAheadFileTest extends SimulatedDatabaseTest {

    private static final int SIZE = 30;
    private static final String DATA = "data00000.dat";
    private static final String JOURNAL = "data00000.journal";

    private final List<ItemLocation> locations = new ArrayList<>();

    private void addDurably(int items) {
        for (int item = 0; item < items; item++) {
            locations.add(db.blocking().addDurably(item(SIZE, locations.size())));
        }
    }

    /** A store whose last three items are in the write-ahead file alone. */
    private void leaveItemsWrittenAhead() {
        start();
        addDurably(9);
        db.blocking().flush();
        addDurably(3);
        SimulatedStorage after = disk.restart();
        closeDatabase();
        disk = after;
        faults = new Faults();
    }

    /** All but the write-ahead file goes. */
    private void deleteTheStoreByHand() {
        leaveItemsWrittenAhead();
        byte[] ahead = contents(FileNames.AHEAD);
        disk = new SimulatedStorage(2);
        disk.place(FileNames.AHEAD, ahead);
        locations.clear();
    }

    private byte[] contents(String name) {
        return ContentsCheck.contents(disk, name);
    }

    /** Starts, and tells what a power cut would have left when the first journal was created. */
    private List<String> startAndTellWhatWasLeft() {
        List<String> left = new ArrayList<>();
        db = new DefaultAioDiskDb(settings().config(), false, new SimulatedPlatform(disk));
        disk.faults(call -> {
            if (ofKind(Kind.CREATE).and(onFile(JOURNAL)).test(call)) {
                left.add("at the creation");
                left.addAll(disk.afterPowerCut(PowerCut.NOTHING_SURVIVES, 1).names());
            }
            return FaultInjector.ALL;
        });
        db.blocking().start();
        return left;
    }

    @Test
    void newStoreRemovesItForGoodBeforeItHasAJournal() {
        deleteTheStoreByHand();

        assertThat(startAndTellWhatWasLeft()).containsExactly("at the creation");

        assertThat(disk.names()).doesNotContain(FileNames.AHEAD);
        assertThat(walk()).isEmpty();
        addDurably(12);
        reopenAfterPowerCut();
        assertThat(walk()).isEqualTo(locations);
    }

    @Test
    void storeOfThePythonLibraryRemovesItForGoodBeforeItHasAJournal() {
        deleteTheStoreByHand();
        byte[] file = new byte[SegmentHeader.BYTES + SIZE];
        new SegmentHeader(SegmentHeader.genesisOf("0dce8f37"), 0).encode().get(file, 0, SegmentHeader.BYTES);
        System.arraycopy(item(SIZE, 77), 0, file, SegmentHeader.BYTES, SIZE);
        disk.place(DATA, file);

        assertThat(startAndTellWhatWasLeft()).containsExactly("at the creation", DATA);

        assertThat(disk.names()).doesNotContain(FileNames.AHEAD);
        assertStored(at(0, 0, SIZE), item(SIZE, 77));
        assertThat(contents(DATA)).isEqualTo(file);
        addDurably(12);
        reopenAfterPowerCut();
        assertThat(walk()).isEqualTo(locations);
        assertStored(at(0, 0, SIZE), item(SIZE, 77));
    }

    @Test
    void storeThatCannotRemoveItIsNotBegun() {
        deleteTheStoreByHand();
        db = new DefaultAioDiskDb(settings().config(), false, new SimulatedPlatform(disk));
        disk.faults(faults);
        faults.fail(ofKind(Kind.DELETE).and(onFile(FileNames.AHEAD)));

        failure(StorageFailedException.class, db.start());

        assertThat(disk.names()).containsExactly(FileNames.AHEAD);
        faults.heal();
        db.blocking().start();
        assertThat(disk.names()).doesNotContain(FileNames.AHEAD);
    }

    @Test
    void storeWhoseJournalsHaveNothingThatCountsKeepsACopy() {
        leaveItemsWrittenAhead();
        byte[] content = contents(FileNames.AHEAD);
        disk.place(JOURNAL, new byte[0]);

        start();

        assertThat(disk.names()).doesNotContain(FileNames.AHEAD);
        assertThat(disk.quarantined().get("aiodiskdb.ahead")).isEqualTo(content);
    }

    @Test
    void storeWithJournalsKeepsIt() {
        leaveItemsWrittenAhead();

        start();

        assertThat(disk.names()).contains(FileNames.AHEAD);
        assertThat(walk()).isEqualTo(locations);
    }

    @Test
    void damagedStoreKeepsItAsLongAsItIsOnlyRead() {
        leaveItemsWrittenAhead();
        byte[] content = contents(FileNames.AHEAD);
        byte[] journal = loseTheLastRecords();

        start();

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        closeDatabase();
        assertThat(contents(FileNames.AHEAD)).isEqualTo(content);
        assertThat(contents(JOURNAL)).isEqualTo(journal);
        assertThat(disk.quarantined()).isEmpty();
    }

    @Test
    void damagedStoreThatGoesOnKeepsACopyAndIsOnceMoreFitForUse() {
        leaveItemsWrittenAhead();
        byte[] content = contents(FileNames.AHEAD);
        loseTheLastRecords();

        start(settings().appendAfterDamage(true));

        assertThat(disk.names()).doesNotContain(FileNames.AHEAD);
        assertThat(disk.quarantined().get("aiodiskdb.ahead")).isEqualTo(content);
        byte[] added = item(SIZE, 55);
        ItemLocation location = db.blocking().addDurably(added);
        assertThat(location).isEqualTo(at(1, 0, SIZE));

        reopenAfterPowerCut();

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertStored(location, added);
        byte[] more = item(SIZE, 56);
        assertStored(db.blocking().addDurably(more), more);
    }

    @Test
    void removalIsOnStableStorageBeforeTheIndexBehindTheDamage() {
        leaveItemsWrittenAhead();
        loseTheLastRecords();
        List<String> left = new ArrayList<>();
        db = new DefaultAioDiskDb(settings().appendAfterDamage(true).config(), false, new SimulatedPlatform(disk));
        disk.faults(call -> {
            if (ofKind(Kind.CREATE).and(onFile("data00001.journal")).test(call)) {
                left.addAll(disk.afterPowerCut(PowerCut.NOTHING_SURVIVES, 1).names());
            }
            return FaultInjector.ALL;
        });

        db.blocking().start();

        assertThat(left).contains(JOURNAL).doesNotContain(FileNames.AHEAD);
    }

    /** As if a sector of the journal could not be read: the last of the records that are left is older than the file knows. */
    private byte[] loseTheLastRecords() {
        byte[] journal = contents(JOURNAL);
        Arrays.fill(journal, journal.length / 2, journal.length, (byte) 0);
        disk.place(JOURNAL, journal);
        return journal;
    }
}
