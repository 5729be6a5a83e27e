package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static io.aiodiskdb.internal.io.StorageCall.onFile;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.PowerCut;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.VerificationReport;
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
    void removalIsOnStableStorageBeforeTheStoreGoesOn() {
        leaveItemsWrittenAhead();
        loseTheLastRecords();

        start(settings().appendAfterDamage(true));

        assertThat(disk.afterPowerCut(PowerCut.NOTHING_SURVIVES, 1).names())
                .contains(JOURNAL, "data00001.journal")
                .doesNotContain(FileNames.AHEAD);
    }

    private void assertThatTheFileStays(byte[] content, AioDiskDbBuilder settings, Class<? extends Throwable> error) {
        db = new DefaultAioDiskDb(settings.appendAfterDamage(true).config(), false, new SimulatedPlatform(disk));

        assertThat(Outcome.of(db.start()).error()).isInstanceOf(error);

        assertThat(contents(FileNames.AHEAD)).isEqualTo(content);
        disk.faults(FaultInjector.none());
        disk.capacity(1L << 40);
        start();
        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(contents(FileNames.AHEAD)).isEqualTo(content);
    }

    @Test
    void staysWhereItIsIfThereMayBeNoFurtherIndex() {
        leaveItemsWrittenAhead();
        loseTheLastRecords();
        byte[] content = contents(FileNames.AHEAD);

        assertThatTheFileStays(content, settings().maxFiles(1), DatabaseFullException.class);

        assertThat(disk.quarantined()).isEmpty();
    }

    @Test
    void staysWhereItIsIfThereIsNoRoomForTheNextIndexOrForTheCopy() {
        long room = 0;
        boolean opens = false;
        for (; !opens; room += 97) {
            disk = new SimulatedStorage(room);
            locations.clear();
            leaveItemsWrittenAhead();
            loseTheLastRecords();
            byte[] content = contents(FileNames.AHEAD);
            disk.capacity(bytesOnDisk() + room);
            db = new DefaultAioDiskDb(settings().appendAfterDamage(true).config(), false, new SimulatedPlatform(disk));
            opens = Outcome.of(db.start()).error() == null;
            closeDatabase();
            if (!opens) {
                assertThatTheFileStays(content, settings().maxFiles(1), DatabaseFullException.class);
                closeDatabase();
            }
        }
        assertThat(room).isGreaterThan(97);
    }

    private long bytesOnDisk() {
        return disk.names().stream().mapToLong(name -> contents(name).length).sum();
    }

    /** Whatever is left of an opening that went on behind the damage: the next one can do so, and nothing is thrown away. */
    @Test
    void cutAtAnyStepTheFileOrACopyIsLeftAndTheStoreGoesOn() {
        boolean cut = true;
        for (int step = 1; cut; step++) {
            for (PowerCut kind : PowerCut.values()) {
                disk = new SimulatedStorage(step);
                locations.clear();
                leaveItemsWrittenAhead();
                loseTheLastRecords();
                disk.cutPowerAtStep(disk.steps() + step);
                db = new DefaultAioDiskDb(
                        settings().appendAfterDamage(true).config(), false, new SimulatedPlatform(disk));
                Outcome.of(db.start());
                cut = disk.isPowerOff();
                SimulatedStorage after = disk.afterPowerCut(kind, step);
                closeDatabase();
                disk = after;

                assertThat(disk.names().contains(FileNames.AHEAD)
                                || disk.quarantined().containsKey("aiodiskdb.ahead"))
                        .as("%s at step %d", kind, step)
                        .isTrue();
                start(settings().appendAfterDamage(true));
                assertThat(db.state()).as("%s at step %d", kind, step).isEqualTo(DbState.RUNNING);
                ItemLocation location = db.blocking().addDurably(item(SIZE, 55));
                reopenAfterPowerCut();
                assertThat(db.state()).as("%s at step %d", kind, step).isEqualTo(DbState.RUNNING);
                assertStored(location, item(SIZE, 55));
                closeDatabase();
            }
        }
    }

    // ---- what a damaged store tells of it

    private Damage aheadOnly(long position, int items) {
        return new Damage(
                0,
                position,
                (long) items * SIZE,
                items + " items that are durable in the write-ahead file " + FileNames.AHEAD
                        + " only; not readable until the damage is mended");
    }

    @Test
    void damagedStoreTellsWhichItemsItHasNowhereElse() {
        leaveItemsWrittenAhead();
        byte[] journal = contents(JOURNAL);
        loseTheLastRecords();

        start();

        Damage remains = aheadOnly(9 * SIZE, 3);
        VerificationReport report = db.blocking().verify();
        assertThat(report.damages()).endsWith(remains);
        assertThat(report.damageCount()).isEqualTo(report.damages().size());
        assertThat(report.damages().size()).as("and what is damaged").isGreaterThan(1);
        assertThat(failure(InvalidDatabaseStateException.class, db.add(item(SIZE, 1))))
                .hasMessageContaining("0:270 " + remains.reason());
        assertThat(db.trouble().orElseThrow()).hasMessageContaining(remains.reason());

        closeDatabase();
        disk.place(JOURNAL, journal);
        start();
        assertThat(db.blocking().verify().isIntact()).isTrue();
        assertThat(walk()).isEqualTo(locations);
    }

    @Test
    void badRecordBeforeAnotherOneIsNotInTheWayOfTellingOfTheOthers() {
        leaveItemsWrittenAhead();
        byte[] content = contents(FileNames.AHEAD);
        content[60] ^= 1;
        disk.place(FileNames.AHEAD, content);

        start();

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(db.blocking().verify().damages()).contains(aheadOnly(10 * SIZE, 2));
    }

    @Test
    void whatHasBeenCommittedSinceIsNotToldOf() {
        leaveItemsWrittenAhead();
        start();
        db.blocking().addDurably(item(SIZE, 20));
        db.blocking().flush();
        SimulatedStorage after = disk.restart();
        closeDatabase();
        disk = after;
        damageTheMiddleOfTheJournal();

        start();

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(contents(FileNames.AHEAD)).isNotEmpty();
        assertThat(db.blocking().verify().damages())
                .isNotEmpty()
                .noneSatisfy(damage -> assertThat(damage.reason()).contains("write-ahead"));
    }

    @Test
    void storeThatGoesOnDoesNotTellOfWhatItHasGivenUp() {
        leaveItemsWrittenAhead();
        loseTheLastRecords();

        start(settings().appendAfterDamage(true));

        assertThat(db.blocking().verify().damages())
                .noneSatisfy(damage -> assertThat(damage.reason()).contains("write-ahead"));
    }

    private void damageTheMiddleOfTheJournal() {
        byte[] journal = contents(JOURNAL);
        journal[journal.length / 3] ^= 1;
        disk.place(JOURNAL, journal);
    }

    /** As if a sector of the journal could not be read: the last of the records that are left is older than the file knows. */
    private byte[] loseTheLastRecords() {
        byte[] journal = contents(JOURNAL);
        Arrays.fill(journal, journal.length / 2, journal.length, (byte) 0);
        disk.place(JOURNAL, journal);
        return journal;
    }
}
