package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.DatabaseTest.get;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static io.aiodiskdb.internal.io.StorageCall.onFile;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Items that are made durable one by one, in the write-ahead file: what can be seen of them, and what a crash leaves. */
class WriteAheadTest extends SimulatedDatabaseTest {

    private static final int SIZE = 30;

    /** From then on there is a file. */
    private static final int ITEMS_BEFORE = 9;

    private final List<ItemLocation> locations = new ArrayList<>();

    /** Starts, and makes items durable until they are written ahead. */
    private void startWritingAhead() {
        start(settings().overwrite(true));
        addDurably(ITEMS_BEFORE);
        db.blocking().flush();
        assertThat(disk.names()).contains(FileNames.AHEAD);
    }

    private void addDurably(int items) {
        for (int item = 0; item < items; item++) {
            locations.add(db.blocking().addDurably(item(SIZE, locations.size())));
        }
    }

    private void assertAllStored() {
        for (int item = 0; item < locations.size(); item++) {
            assertStored(locations.get(item), item(SIZE, item));
        }
        assertThat(walk()).isEqualTo(locations);
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    private int dataBytes() {
        return length("data00000.dat");
    }

    private int journalBytes() {
        return length("data00000.journal");
    }

    private int length(String name) {
        try {
            return disk.contents(name).length;
        } catch (NoSuchFileException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void durableItemIsNotInItsJournalAndSurvivesAPowerCut() {
        startWritingAhead();
        int before = dataBytes();
        int journalBefore = journalBytes();
        addDurably(3);
        assertThat(journalBytes()).isEqualTo(journalBefore);

        reopenAfterPowerCut();

        assertThat(dataBytes()).isEqualTo(before + 3 * SIZE);
        assertAllStored();
        addDurably(1);
        assertThat(locations.get(locations.size() - 1).position()).isEqualTo((ITEMS_BEFORE + 3L) * SIZE);
    }

    @Test
    void storeThatMakesFewItemsDurableDoesNotGetTheFile() {
        start();
        addDurably(5);

        assertThat(disk.names()).doesNotContain(FileNames.AHEAD);
    }

    @Test
    void nothingIsWrittenAheadWhereNothingIsForced() {
        start(settings().sync(SyncMode.NEVER));
        addDurably(20);

        assertThat(disk.names()).doesNotContain(FileNames.AHEAD);
    }

    @Test
    void addsBeforeTheDurableOneAreDurableWithIt() {
        startWritingAhead();
        locations.add(db.blocking().add(item(SIZE, locations.size())));
        locations.add(db.blocking().add(item(SIZE, locations.size())));
        addDurably(1);

        reopenAfterPowerCut();

        assertAllStored();
    }

    @Test
    void whatIsDurableIsTold() {
        startWritingAhead();
        long flushed = db.stats().flushes();
        addDurably(2);
        locations.add(db.blocking().add(item(SIZE, locations.size())));

        assertThat(db.stats().itemsBuffered()).isEqualTo(1);
        assertThat(db.stats().bytesBuffered()).isEqualTo(SIZE);
        assertThat(db.stats().itemsWritten()).isEqualTo(ITEMS_BEFORE + 2);
        assertThat(db.stats().flushes()).isEqualTo(flushed);
        assertThat(db.persisted(locations.get(ITEMS_BEFORE + 1))).succeedsWithin(Duration.ofSeconds(30));
        assertThat(db.persisted(locations.get(ITEMS_BEFORE + 2))).isNotDone();
        assertThat(walk()).isEqualTo(locations.subList(0, ITEMS_BEFORE + 2));
        IndexStats index = db.blocking().indices().get(0);
        assertThat(index.items()).isEqualTo(ITEMS_BEFORE + 2);
        assertThat(index.settledEnd()).isEqualTo((ITEMS_BEFORE + 2L) * SIZE);
        assertThat(index.end()).isEqualTo((ITEMS_BEFORE + 3L) * SIZE);
    }

    @Test
    void eachRangeIsAnnouncedOnceWhenItIsDurable() {
        startWritingAhead();
        addDurably(2);
        locations.add(db.blocking().add(item(SIZE, locations.size())));
        db.blocking().flush();
        db.blocking().stop();

        List<Written> written = events.until(Stopped.class).stream()
                .filter(Written.class::isInstance)
                .map(Written.class::cast)
                .toList();
        long end = 0;
        for (Written each : written) {
            assertThat(each.position()).isEqualTo(end);
            end += each.size();
        }
        assertThat(end).isEqualTo((long) SIZE * locations.size());
        assertThat(written).hasSize(ITEMS_BEFORE + 3);
    }

    @Test
    void walkFromALocationFindsWhatIsWrittenAheadBehindIt() {
        startWritingAhead();
        addDurably(3);

        ItemLocation from = locations.get(ITEMS_BEFORE + 1);
        try (var items = db.items(from)) {
            assertThat(items.map(item -> item.location()).toList())
                    .isEqualTo(locations.subList(ITEMS_BEFORE + 1, locations.size()));
        }
    }

    @Test
    void dropOfAnotherIndexDoesNotLoseThem() {
        startWritingAhead();
        while (locations.get(locations.size() - 1).index() == 0) {
            addDurably(1);
        }
        addDurably(2);
        db.blocking().dropIndex(0);

        reopenAfterPowerCut();

        locations.removeIf(location -> location.index() == 0);
        assertThat(walk()).isEqualTo(locations);
    }

    @Test
    void failedForceFailsTheDatabaseAndNamesOnlyWhatIsNotDurable() {
        startWritingAhead();
        addDurably(2);
        faults.fail(
                call -> ofKind(Kind.FORCE).test(call) && onFile(FileNames.AHEAD).test(call));

        failure(StorageFailedException.class, db.addDurably(item(SIZE, 99)));

        assertThat(db.state()).isEqualTo(DbState.FAILED);
        Failed failed = events.first(Failed.class);
        assertThat(failed.lost()).containsExactly(at(0, (ITEMS_BEFORE + 2L) * SIZE, SIZE));
    }

    @Test
    void durableItemTakesTheOrdinaryWayIfTheFileCannotBeWritten() {
        startWritingAhead();
        faults.fail(
                call -> ofKind(Kind.WRITE).test(call) && onFile(FileNames.AHEAD).test(call));
        addDurably(2);

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        reopenAfterPowerCut();
        assertAllStored();
    }

    @Test
    void fileThatFindsNoRoomIsDoneWithout() {
        start();
        disk.faults(call -> {
            if (ofKind(Kind.WRITE).test(call) && onFile(FileNames.AHEAD).test(call)) {
                throw new IOException(SimulatedStorage.NO_SPACE);
            }
            return FaultInjector.ALL;
        });
        addDurably(12);

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertAllStored();
    }

    @Test
    void fileOfTheLastSessionIsUsedFromTheFirstItemOn() {
        startWritingAhead();
        db.blocking().stop();
        db.blocking().start();
        int before = journalBytes();
        addDurably(2);

        assertThat(journalBytes()).isEqualTo(before);
        db.blocking().stop();
        db.blocking().start();
        assertAllStored();
    }

    @Test
    void symbolicLinkInItsPlaceIsRefused() {
        startWritingAhead();
        addDurably(1);
        SimulatedStorage after = disk.restart();
        closeDatabase();
        disk = after;
        disk.placeIrregular(FileNames.AHEAD);
        db = new DefaultAioDiskDb(settings().config(), false, new SimulatedPlatform(disk));

        failure(InvalidDataFileException.class, db.start());
    }

    @Test
    void badRecordBeforeAGoodOneIsDamageAndKeptWhenTheStoreGoesOn() {
        startWritingAhead();
        addDurably(3);
        SimulatedStorage after = disk.restart();
        closeDatabase();
        disk = after;
        flip(FileNames.AHEAD, 60);

        start();

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(db.blocking().verify().damages())
                .anySatisfy(damage -> assertThat(damage.reason()).contains(FileNames.AHEAD));
        assertThat(walk()).isEqualTo(locations.subList(0, ITEMS_BEFORE));
        db.close();
        byte[] content = contents(FileNames.AHEAD);
        start(settings().appendAfterDamage(true));
        addDurably(10);
        assertThat(disk.quarantined().get("aiodiskdb.ahead")).isEqualTo(content);
    }

    private byte[] contents(String name) {
        try {
            return disk.contents(name);
        } catch (NoSuchFileException e) {
            throw new AssertionError(e);
        }
    }

    private void flip(String name, int at) {
        byte[] content = contents(name);
        content[at] ^= 1;
        disk.place(name, content);
    }

    @Test
    void lastRecordThatIsNotWholeIsWhatACrashLeaves() {
        startWritingAhead();
        addDurably(1);
        SimulatedStorage after = disk.restart();
        closeDatabase();
        disk = after;
        flip(FileNames.AHEAD, 60);

        start();

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertThat(walk()).isEqualTo(locations.subList(0, ITEMS_BEFORE));
    }

    @Test
    void cutAtAnyStepLosesNothing() {
        cutPowerAtEachStep(
                database -> {
                    for (int item = 0; item < ITEMS_BEFORE + 2; item++) {
                        database.blocking().addDurably(item(SIZE, item));
                    }
                },
                database -> {
                    database.blocking().addDurably(item(SIZE, 50));
                    database.blocking().flush();
                    database.blocking().addDurably(item(SIZE, 51));
                    database.blocking().rtrim(0, SIZE);
                    database.blocking().addDurably(item(SIZE, 52));
                },
                (database, acknowledged) -> {
                    assertThat(database.blocking().read(at(0, 0, SIZE))).hasValue(item(SIZE, 0));
                    if (acknowledged) {
                        assertThat(walk()).containsExactly(at(0, 0, SIZE), at(0, SIZE, SIZE));
                        assertThat(get(database.read(at(0, SIZE, SIZE)))).hasValue(item(SIZE, 52));
                    }
                    assertThat(database.blocking().verify().isIntact()).isTrue();
                });
    }
}
