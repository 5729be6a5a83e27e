package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static io.aiodiskdb.internal.io.StorageCall.onFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Small transactions, which go into the write-ahead file: what can be seen of them and when, and what a crash leaves. */
class TransactionAheadTest extends SimulatedDatabaseTest {

    private static final int SIZE = 20;

    /** From then on there is a file. */
    private static final int ITEMS_BEFORE = 9;

    /** So many items more do not fit what is written ahead. */
    private static final int BUFFERED_TRANSACTION = 20;

    private static final String JOURNAL = "data00000.journal";
    private static final Predicate<StorageCall> FORCE_AHEAD = ofKind(Kind.FORCE).and(onFile(FileNames.AHEAD));
    private static final Predicate<StorageCall> WRITE_AHEAD = ofKind(Kind.WRITE).and(onFile(FileNames.AHEAD));

    private final List<ItemLocation> locations = new ArrayList<>();

    private void startWritingAhead() {
        start();
        for (int item = 0; item < ITEMS_BEFORE; item++) {
            locations.add(db.blocking().addDurably(data()));
        }
        db.blocking().flush();
        assertThat(disk.names()).contains(FileNames.AHEAD);
    }

    private byte[] data() {
        return item(SIZE, locations.size());
    }

    /** Begins to commit some items, the numbers of which follow those of the locations. */
    private CompletableFuture<List<ItemLocation>> begin(int items) {
        Transaction transaction = db.transaction();
        for (int item = 0; item < items; item++) {
            transaction.add(item(SIZE, locations.size() + item));
        }
        return transaction.commit();
    }

    private void commit(int items) {
        locations.addAll(begin(items).join());
    }

    private void assertAllStored() {
        for (int item = 0; item < locations.size(); item++) {
            assertStored(locations.get(item), item(SIZE, item));
        }
        assertThat(walk()).isEqualTo(locations);
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    private int journalBytes() {
        try {
            return disk.contents(JOURNAL).length;
        } catch (NoSuchFileException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void transactionIsNotInTheJournalAndSurvivesAPowerCut() {
        startWritingAhead();
        int before = journalBytes();
        commit(3);
        assertThat(journalBytes()).isEqualTo(before);
        assertAllStored();

        reopenAfterPowerCut();

        assertThat(journalBytes()).isGreaterThan(before);
        assertAllStored();
    }

    @Test
    void itemsComeBehindWhatIsBufferedAndBeforeWhatComesNext() {
        startWritingAhead();
        locations.add(db.blocking().add(data()));
        commit(2);
        locations.add(db.blocking().add(data()));
        locations.add(db.blocking().addDurably(data()));
        commit(1);

        long position = 0;
        for (ItemLocation location : locations) {
            assertThat(location).isEqualTo(at(0, position, SIZE));
            position += SIZE;
        }
        reopenAfterPowerCut();
        assertAllStored();
    }

    @Test
    void addsBeforeTheTransactionAreDurableWithIt() {
        startWritingAhead();
        ItemLocation added = db.blocking().add(data());
        locations.add(added);
        CompletableFuture<Void> persisted = db.persisted(added);
        assertThat(persisted).isNotDone();
        commit(1);

        persisted.join();
        reopenAfterPowerCut();
        assertAllStored();
    }

    @Test
    void nothingIsSeenBeforeTheForceAndAddsWait() {
        startWritingAhead();
        ItemLocation first = at(0, (long) ITEMS_BEFORE * SIZE, SIZE);
        CompletableFuture<List<ItemLocation>> commit;
        CompletableFuture<ItemLocation> added;
        try (Faults.Hold hold = faults.hold(FORCE_AHEAD)) {
            commit = begin(2);
            hold.awaitReached();
            added = db.add(item(SIZE, locations.size() + 2));
            assertThat(db.blocking().read(first)).isEmpty();
            assertThat(walk()).isEqualTo(locations);
            assertThat(db.stats().itemsBuffered()).isZero();
            assertThat(added).isNotDone();
            assertThat(commit).isNotDone();
        }

        locations.addAll(commit.join());
        locations.add(added.join());
        assertThat(locations.get(ITEMS_BEFORE)).isEqualTo(first);
        db.blocking().flush();
        assertAllStored();
    }

    @Test
    void figuresCountEachItemOnce() {
        startWritingAhead();
        locations.add(db.blocking().add(data()));
        commit(3);

        assertThat(db.stats().itemsAdded()).isEqualTo(ITEMS_BEFORE + 4);
        assertThat(db.stats().bytesAdded()).isEqualTo((ITEMS_BEFORE + 4L) * SIZE);
        assertThat(db.stats().itemsWritten()).isEqualTo(ITEMS_BEFORE + 4);
        assertThat(db.stats().itemsBuffered()).isZero();
        assertThat(db.stats().bytesBuffered()).isZero();
        assertThat(db.stats().commits()).isEqualTo(1);
        db.blocking().flush();
        assertThat(db.stats().itemsWritten()).isEqualTo(ITEMS_BEFORE + 4);
    }

    @Test
    void eachRangeIsAnnouncedOnceAndTheTransactionByItself() {
        startWritingAhead();
        db.blocking().add(item(SIZE, 50));
        db.blocking().add(item(SIZE, 51));
        begin(3).join();
        db.blocking().flush();
        db.blocking().stop();

        List<Written> written = events.until(Stopped.class).stream()
                .filter(Written.class::isInstance)
                .map(Written.class::cast)
                .filter(event -> event.position() >= (long) ITEMS_BEFORE * SIZE)
                .toList();
        assertThat(written).hasSize(2);
        assertThat(written.get(0).size()).isEqualTo(2L * SIZE);
        assertThat(written.get(0).items()).isEqualTo(2);
        assertThat(written.get(1).position()).isEqualTo((ITEMS_BEFORE + 2L) * SIZE);
        assertThat(written.get(1).size()).isEqualTo(3L * SIZE);
        assertThat(written.get(1).items()).isEqualTo(3);
    }

    @Test
    void manyTransactionsFillBuffersAndFiles() {
        startWritingAhead();
        for (int transaction = 0; transaction < 40; transaction++) {
            commit(1 + transaction % 4);
        }
        assertThat(locations.get(locations.size() - 1).index()).isPositive();
        assertAllStored();

        reopenAfterPowerCut();

        assertAllStored();
    }

    @Test
    void nothingIsWrittenAheadWhereNothingIsForced() {
        start(settings().sync(SyncMode.NEVER));
        for (int transaction = 0; transaction < 20; transaction++) {
            commit(1);
        }

        assertThat(disk.names()).doesNotContain(FileNames.AHEAD);
        assertAllStored();
    }

    @Test
    void transactionTakesTheOrdinaryWayIfTheFileCannotBeWritten() {
        startWritingAhead();
        int before = journalBytes();
        faults.fail(WRITE_AHEAD);
        commit(2);

        assertThat(journalBytes()).isGreaterThan(before);
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        reopenAfterPowerCut();
        assertAllStored();
    }

    @Test
    void failedForceIsTold() {
        startWritingAhead();
        faults.fail(FORCE_AHEAD);

        failure(StorageFailedException.class, begin(2));

        assertThat(db.state()).isEqualTo(DbState.FAILED);
        assertThat(db.blocking().read(at(0, (long) ITEMS_BEFORE * SIZE, SIZE))).isEmpty();
    }

    /** The write-ahead file takes the record and says that it has not; then there is no room for the group. */
    @Test
    void refusedTransactionDoesNotComeBack() {
        startWritingAhead();
        locations.add(db.blocking().addDurably(data()));
        disk.faults(call -> {
            if (WRITE_AHEAD.test(call) && call.length() > 1) {
                return (int) call.length() - 1; // the last byte is a zero, like what it finds there
            }
            if (ofKind(Kind.WRITE).test(call)
                    && (call.length() == 1 || onFile(".dat").test(call))) {
                throw new IOException(SimulatedStorage.NO_SPACE);
            }
            return FaultInjector.ALL;
        });
        Transaction transaction = db.transaction();
        transaction.add(item(SIZE, 60));
        transaction.add(new byte[SIZE]);
        failure(StorageFullException.class, transaction.commit());

        SimulatedStorage after = disk.restart();
        closeDatabase();
        disk = after;
        start();
        assertAllStored();
    }

    /** It is told as one whose group cannot be rolled back, and nothing is written before it is taken back. */
    @Test
    void transactionIsTakenBackAsSoonAsTheDiskTakesThat() {
        startWritingAhead();
        AtomicBoolean healed = new AtomicBoolean();
        disk.faults(call -> {
            if (!healed.get() && WRITE_AHEAD.test(call) && call.offset() == 0 && call.length() > 44) {
                return (int) call.length() - 1;
            }
            if (!healed.get() && ofKind(Kind.WRITE, Kind.TRUNCATE).test(call)) {
                throw new IOException(SimulatedStorage.NO_SPACE);
            }
            return FaultInjector.ALL;
        });
        Transaction transaction = db.transaction();
        transaction.add(item(SIZE, 60));
        transaction.add(new byte[SIZE]);
        failure(StorageFullException.class, transaction.commit());
        assertThat(db.state()).isEqualTo(DbState.DEGRADED);

        healed.set(true);
        await().until(() -> db.state() == DbState.RUNNING);

        SimulatedStorage after = disk.restart();
        closeDatabase();
        disk = after;
        start();
        assertAllStored();
    }

    /** Nothing can be written to the file, but it can be cut. */
    @Test
    void recordThatCannotBeOverwrittenIsCutOff() {
        startWritingAhead();
        disk.faults(call -> {
            if (WRITE_AHEAD.test(call) && call.offset() == 0 && call.length() > 44) {
                return (int) call.length() - 1;
            }
            if (ofKind(Kind.WRITE).test(call)) {
                throw new IOException(SimulatedStorage.NO_SPACE);
            }
            return FaultInjector.ALL;
        });
        Transaction transaction = db.transaction();
        transaction.add(item(SIZE, 60));
        transaction.add(new byte[SIZE]);
        failure(StorageFullException.class, transaction.commit());

        SimulatedStorage after = disk.restart();
        closeDatabase();
        disk = after;
        start();
        assertAllStored();
    }

    /** An add whose record could not be written is tried again and needs nothing taken back. */
    @Test
    void brokenFileDoesNotKeepTheStoreFromGoingOn() {
        startWritingAhead();
        AtomicBoolean full = new AtomicBoolean(true);
        disk.faults(call -> {
            if (WRITE_AHEAD.test(call)
                    || (ofKind(Kind.WRITE).and(onFile(".dat")).test(call) && full.getAndSet(false))) {
                throw new IOException(SimulatedStorage.NO_SPACE);
            }
            return FaultInjector.ALL;
        });

        locations.add(db.addDurably(data()).join());

        assertThat(full).isFalse();
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertAllStored();
    }

    /** The same for a small one and for one that is committed as a group. */
    @Test
    void fewerFilesAreAllowedThanThereAre() {
        startWritingAhead();
        while (db.blocking().add(item(SIZE, 1)).index() == 0) {
            // until the next file begins
        }
        db.blocking().stop();
        db = new DefaultAioDiskDb(settings().maxFiles(1).config(), false, new SimulatedPlatform(disk));
        db.blocking().start();

        assertThat(begin(2).join()).allMatch(location -> location.index() == 1);
        assertThat(begin(2 + BUFFERED_TRANSACTION).join()).allMatch(location -> location.index() == 1);
        failure(DatabaseFullException.class, begin(1000));
    }

    @Test
    void lastFlushIsTold() {
        startWritingAhead();
        Instant before = db.stats().lastFlush();
        commit(2);

        assertThat(db.stats().lastFlush()).isNotNull().isAfterOrEqualTo(before);
        assertThat(db.stats().commitTime()).isPositive();
    }

    @Test
    void cutAtAnyStepLeavesAllOrNothing() {
        cutPowerAtEachStep(
                database -> {
                    for (int item = 0; item < ITEMS_BEFORE; item++) {
                        database.blocking().addDurably(item(SIZE, item));
                    }
                },
                database -> {
                    database.blocking().add(item(SIZE, ITEMS_BEFORE));
                    try (BlockingTransaction transaction = database.blocking().transaction()) {
                        transaction.add(item(SIZE, ITEMS_BEFORE + 1));
                        transaction.add(item(SIZE, ITEMS_BEFORE + 2));
                        transaction.commit();
                    }
                },
                (database, acknowledged) -> {
                    int found = walk().size();
                    assertThat(found).isIn(ITEMS_BEFORE, ITEMS_BEFORE + 1, ITEMS_BEFORE + 3);
                    assertThat(found).isGreaterThanOrEqualTo(acknowledged ? ITEMS_BEFORE + 3 : ITEMS_BEFORE);
                    for (int item = 0; item < found; item++) {
                        assertStored(at(0, (long) item * SIZE, SIZE), item(SIZE, item));
                    }
                    assertThat(database.blocking().verify().isIntact()).isTrue();
                });
    }
}
