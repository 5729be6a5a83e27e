package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.DatabaseTest.get;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static io.aiodiskdb.internal.io.StorageCall.onFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.NotARegularFileException;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Single calls of the disk that fail. */
class StorageTroubleTest extends SimulatedDatabaseTest {

    private void addItems() {
        db.blocking().add(item(400, 0));
        db.blocking().add(item(400, 1));
        db.blocking().add(item(300, 2));
        db.blocking().flush();
    }

    private void assertItemsFrom(int begin, int end) {
        assertStored(
                at(0, begin, end - begin),
                Arrays.copyOfRange(DatabaseTest.join(item(400, 0), item(400, 1)), begin, end));
        assertStored(at(1, 0, 300), item(300, 2));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void readThatTheDiskRefusesFailsAndNothingElseDoes() {
        start();
        addItems();
        faults.fail(ofKind(Kind.READ));

        assertThat(failure(StorageFailedException.class, db.read(at(0, 0, 400))))
                .hasMessageContaining("0:0:400")
                .hasStackTraceContaining("injected");
        assertThatExceptionOfType(StorageFailedException.class)
                .isThrownBy(() -> db.blocking().read(at(0, 0, 400)));

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertThat(db.stats().failures()).isEqualTo(2);
        faults.heal();
        assertStored(at(0, 0, 400), item(400, 0));
    }

    @Test
    void verificationReportsWhatTheDiskRefuses() {
        start();
        addItems();
        faults.fail(call -> ofKind(Kind.OPEN_FOR_READING).test(call)
                && onFile("data00000.dat").test(call));

        assertThat(db.blocking().verify().damages())
                .singleElement()
                .satisfies(damage -> assertThat(damage.reason()).contains("injected"));
    }

    @Test
    void ltrimThatFailsLeavesTheOldFileAndNoOther() throws IOException {
        start();
        addItems();
        faults.fail(call ->
                ofKind(Kind.WRITE).test(call) && onFile(".tmp.data00000.dat").test(call));

        failure(StorageFullException.class, db.ltrim(0, 100));

        assertThat(disk.list()).doesNotContain(".tmp.data00000.dat");
        assertItemsFrom(0, 800);
        faults.heal();
        assertThat(get(db.ltrim(0, 100))).isEqualTo(100);
        assertItemsFrom(100, 800);
    }

    /** With another trim offset the old items would be where the new ones are: that must not look like damage. */
    @Test
    void itemsLikeThoseThatWereTrimmedGoOnAfterAFullDisk() {
        start();
        for (int i = 0; i < 10; i++) {
            db.blocking().add(item(30, 1));
        }
        db.blocking().flush();
        db.blocking().ltrim(0, 300);
        faults.fail(call ->
                ofKind(Kind.WRITE).test(call) && onFile("data00000.journal").test(call));
        for (int i = 0; i < 5; i++) {
            db.blocking().add(item(30, 1));
        }
        CompletableFuture<Void> flushed = db.flush();
        Awaitility.await().until(() -> db.state() == DbState.DEGRADED);

        faults.heal();

        assertThat(flushed).succeedsWithin(Duration.ofSeconds(30));
        Awaitility.await().until(() -> db.state() == DbState.RUNNING); // a moment after the flush is told
        assertStored(at(0, 420, 30), item(30, 1));
    }

    @Test
    void rtrimThatCannotBeRecordedLeavesTheOldState() {
        start();
        addItems();
        faults.fail(ofKind(Kind.WRITE));

        failure(StorageFullException.class, db.rtrim(0, 400));

        faults.heal();
        db.blocking().addDurably(item(10, 9));
        assertItemsFrom(0, 800);
        reopenAfterPowerCut();
        assertItemsFrom(0, 800);
    }

    @Test
    void rtrimThatIsRecordedIsFinishedLater() throws IOException {
        start();
        addItems();
        disk.faults(FaultInjector.failOnce(1, ofKind(Kind.TRUNCATE)));

        assertThat(get(db.rtrim(0, 400))).isEqualTo(400);

        assertItemsFrom(0, 400);
        assertAbsent(at(0, 400, 1));
        assertThat(disk.contents("data00000.dat")).hasSize(424);
        assertThat(db.blocking().addDurably(item(10, 9))).isEqualTo(at(1, 300, 10));
        reopenAfterPowerCut();
        assertItemsFrom(0, 400);
        assertAbsent(at(0, 400, 1));
    }

    @Test
    void dropThatIsRecordedIsFinishedLater() {
        start();
        addItems();
        disk.faults(FaultInjector.failOnce(1, ofKind(Kind.DELETE)));

        assertThat(get(db.dropIndex(0))).isEqualTo(800);

        assertAbsent(at(0, 0, 1));
        assertStored(at(1, 0, 300), item(300, 2));
        assertThat(db.blocking().verify().isIntact()).isTrue();
        reopenAfterPowerCut();
        assertAbsent(at(0, 0, 1));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void ltrimWhoseFileCannotBeClosedAfterTheRenameIsSeenByReaders() {
        start(settings().overwrite(true));
        addItems();
        disk.faults(FaultInjector.failOnce(
                1,
                call -> ofKind(Kind.CLOSE).test(call)
                        && onFile(".tmp.data00000.dat").test(call)));

        failure(StorageFullException.class, db.ltrim(0, 100));

        assertAbsent(at(0, 0, 1));
        assertItemsFrom(100, 800);
        assertThat(walk()).containsExactly(at(0, 400, 400), at(1, 0, 300));
        assertThat(db.blocking().addDurably(item(10, 9))).isEqualTo(at(1, 300, 10));
        reopenAfterPowerCut();
        assertItemsFrom(100, 800);
    }

    @Test
    void failedForceOfAnLtrimIsOneEvenIfItsFileCannotBeDeleted() {
        start(settings().overwrite(true));
        addItems();
        AtomicBoolean failed = new AtomicBoolean();
        disk.faults(call -> {
            boolean fails = ofKind(Kind.FORCE).test(call)
                    || (failed.get() && ofKind(Kind.DELETE).test(call));
            if (fails && onFile(".tmp.data00000.dat").test(call)) {
                failed.set(true);
                throw new IOException("injected failure of call " + call);
            }
            return FaultInjector.ALL;
        });

        failure(StorageFailedException.class, db.ltrim(0, 100));

        assertThat(db.state()).isEqualTo(DbState.FAILED);
    }

    @Test
    void rtrimThatIsCompletedLateLeavesNobodyWithAnOldJournal() {
        start(settings().overwrite(true));
        addItems();
        faults.fail(call ->
                ofKind(Kind.WRITE).test(call) && onFile("data00000.journal").test(call));

        assertThat(get(db.rtrim(0, 400))).isEqualTo(400);
        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertStored(at(0, 0, 400), item(400, 0));
        assertAbsent(at(0, 400, 400));
        db.blocking().verify(); // reads a journal that does not tell of the cut yet
        faults.heal();
        Awaitility.await().until(() -> db.state() == DbState.RUNNING);

        assertThat(db.blocking().verify().damages()).isEmpty();
        assertThat(walk()).containsExactly(at(0, 0, 400), at(1, 0, 300));
        assertThat(db.blocking().indices().get(0).items()).isEqualTo(1);
    }

    /** An error of the API that a rollback meets is no refusal of what is being done, and no reason to give up. */
    @Test
    void rollbackThatMeetsAnIrregularFileIsTriedAgain() {
        start(settings().timeout(Duration.ofMillis(300)));
        addItems();
        disk.faults(call -> {
            if (ofKind(Kind.WRITE).and(onFile("data00001.journal")).test(call)) {
                throw new IOException("injected failure of call " + call);
            }
            if (ofKind(Kind.OPEN_FOR_READING, Kind.OPEN_FOR_WRITING)
                    .and(onFile("data00001.dat"))
                    .test(call)) {
                throw new NotARegularFileException("data00001.dat");
            }
            return FaultInjector.ALL;
        });
        Transaction transaction = db.transaction();
        transaction.add(item(100, 3));

        failure(StorageFullException.class, transaction.commit());
        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        failure(StorageFullException.class, db.rtrim(0, 400));
        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        failure(StorageFullException.class, db.addDurably(item(10, 9)));
        assertThat(db.state()).isEqualTo(DbState.DEGRADED);

        disk.faults(FaultInjector.none());
        Awaitility.await().until(() -> db.state() == DbState.RUNNING);
        db.blocking().flush();
        reopenAfterPowerCut();
        assertItemsFrom(0, 800);
        assertStored(at(1, 300, 10), item(10, 9));
        assertThat(db.stats().bytesOnDisk()).isEqualTo(1110);
    }

    @Test
    void startThatCannotCloseAFileLeavesNoOtherOpen() {
        start();
        addItems();
        db.blocking().stop();
        disk.faults(FaultInjector.failOnce(
                1,
                call -> ofKind(Kind.CLOSE).test(call) && onFile("data00001.dat").test(call)));

        failure(StorageFailedException.class, db.start());

        assertThat(disk.openFiles()).isEmpty();
        get(db.start());
        assertItemsFrom(0, 800);
    }

    @Test
    void eachCallOfACommitMayFailOnceAndNothingIsLost() {
        for (int call = 1; call < 40; call++) {
            disk = new SimulatedStorage(call);
            start();
            addItems();
            disk.faults(FaultInjector.failOnce(
                    call,
                    each -> each.kind().isStep() && each.kind() != Kind.FORCE && each.kind() != Kind.FORCE_DIRECTORY));
            Transaction transaction = db.transaction();
            transaction.add(item(600, 3));
            transaction.add(item(900, 4));
            ItemLocation durable = db.blocking().addDurably(item(90, 5));
            List<ItemLocation> committed =
                    transaction.commit().exceptionally(e -> List.of()).join();
            ItemLocation last = db.blocking().addDurably(item(80, 6));

            reopenAfterPowerCut();

            assertStored(durable, item(90, 5));
            assertStored(last, item(80, 6));
            assertThat(walk()).as("call %s", call).hasSize(5 + committed.size());
            if (!committed.isEmpty()) {
                assertStored(committed.get(0), item(600, 3));
                assertStored(committed.get(1), item(900, 4));
            }
            assertThat(db.blocking().verify().isIntact()).isTrue();
            db.close();
        }
    }

    @Test
    void startThatTheDiskRefusesCanBeTriedAgain() {
        start();
        addItems();
        db.blocking().stop();
        disk.capacity(0);
        failure(StorageFullException.class, db.start());
        assertThat(db.state()).isEqualTo(DbState.STOPPED);
        disk.capacity(1L << 40);
        faults.fail(ofKind(Kind.WRITE));
        failure(StorageFailedException.class, db.start());
        assertThat(db.state()).isEqualTo(DbState.STOPPED);

        faults.heal();
        get(db.start());

        assertStored(at(1, 0, 300), item(300, 2));
        assertThat(db.blocking().addDurably(item(10, 9))).isEqualTo(at(1, 300, 10));
    }

    @Test
    void transactionOverTooManyFilesIsRefusedAndStoresNothing() {
        start(settings().maxFileSize(1).maxBufferSize(1));
        Transaction transaction = db.transaction();
        for (int number = 0; number < 1025; number++) {
            transaction.add(new byte[] {1});
        }

        assertThat(failure(ItemTooLargeException.class, transaction.commit())).hasMessageContaining("1025");

        assertThat(walk()).isEmpty();
        assertThat(db.blocking().addDurably(new byte[] {2})).isEqualTo(at(0, 0, 1));
    }
}
