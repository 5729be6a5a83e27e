package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.DatabaseTest.get;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the database promises when a force fails. */
class FailedForceContractTest extends SimulatedDatabaseTest {

    private static Stream<Operation> writing() {
        return Operation.writing();
    }

    /** Adds a durable item, then lets a force fail under three that are not. */
    private void failAForce(Kind kind) {
        db.blocking().addDurably(item(100, 0));
        db.blocking().add(item(100, 1));
        db.blocking().add(item(100, 2));
        faults.fail(ofKind(kind));
        failure(StorageFailedException.class, db.addDurably(item(100, 3)));
        faults.heal();
    }

    @Test
    void failedForceIsReportedWithWhatItMayHaveLost() {
        start();
        failAForce(Kind.FORCE);

        Failed failed = events.first(Failed.class);

        assertThat(failed.cause()).hasStackTraceContaining("injected failure");
        assertThat(failed.lost()).containsExactly(at(0, 100, 300));
        assertThat(db.state()).isEqualTo(DbState.FAILED);
        assertThat(db.trouble()).containsInstanceOf(StorageFailedException.class);
        assertThat(db.stats().failures()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("writing")
    void failedForceEndsAllWritingForGood(Operation operation) {
        start();
        failAForce(Kind.FORCE);
        long steps = disk.steps();

        failure(StorageFailedException.class, operation.future().apply(db));
        assertThatExceptionOfType(StorageFailedException.class)
                .isThrownBy(() -> operation.blocking().accept(db.blocking()));

        assertThat(disk.steps())
                .as("nothing is written, cut or forced any more")
                .isEqualTo(steps);
        assertThat(db.state()).isEqualTo(DbState.FAILED);
    }

    @Test
    void failedForceLetsReadsGoOn() {
        start();
        failAForce(Kind.FORCE);

        assertStored(at(0, 0, 100), item(100, 0));
        assertStored(at(0, 100, 100), item(100, 1));
        assertStored(at(0, 300, 100), item(100, 3));
        assertThat(walk()).containsExactly(at(0, 0, 100));
        failure(StorageFailedException.class, db.persisted(at(0, 100, 100)));
        get(db.persisted(at(0, 0, 100)));
    }

    /** What the transaction wrote may be found whole by the next start: nobody else may have been told that place. */
    @Test
    void failedForceOfATransactionGivesItsPlaceToNobodyWhoWaited() {
        start();
        db.blocking().addDurably(item(100, 0));
        faults.fail(ofKind(Kind.FORCE));
        CompletableFuture<List<ItemLocation>> commit;
        CompletableFuture<ItemLocation> waiting;
        try (Faults.Hold hold = faults.hold(ofKind(Kind.FORCE))) {
            Transaction transaction = db.transaction();
            transaction.add(item(100, 1));
            commit = transaction.commit();
            hold.awaitReached();
            waiting = db.add(item(100, 2));
            assertThat(waiting).isNotDone();
        }

        failure(StorageFailedException.class, commit);
        failure(StorageFailedException.class, waiting);
    }

    @Test
    void failedForceIsRecoveredFromByAStopAndAStart() {
        start();
        failAForce(Kind.FORCE);
        assertThatExceptionOfType(StorageFailedException.class).isThrownBy(() -> db.close());
        assertThat(db.state()).isEqualTo(DbState.STOPPED);

        db.blocking().start();

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertStored(at(0, 0, 100), item(100, 0));
        ItemLocation next = db.blocking().addDurably(item(50, 9));
        reopenAfterPowerCut();
        assertStored(at(0, 0, 100), item(100, 0));
        assertStored(next, item(50, 9));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void failedForceNeverAnnouncesWhatItCovered() {
        start();
        failAForce(Kind.FORCE);
        assertThatExceptionOfType(StorageFailedException.class).isThrownBy(() -> db.close());

        assertThat(events.until(Stopped.class))
                .filteredOn(Written.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((Written) event).covers(at(0, 0, 100))).isTrue());
    }

    @Test
    void failedForceEndsTheWaitingOfAdds() {
        start();
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            db.blocking().add(item(400, 1));
            db.blocking().add(item(400, 2));
            CompletableFuture<ItemLocation> waiting = db.add(item(400, 3));
            CompletableFuture<Void> flushing = db.flush();
            force.awaitReached();
            faults.fail(ofKind(Kind.FORCE));
            force.release();

            failure(StorageFailedException.class, waiting);
            failure(StorageFailedException.class, flushing);
        }
    }

    @Test
    void failedForceOfTheDirectoryCountsLikeThatOfAFile() {
        start();
        Transaction transaction = db.transaction();
        transaction.add(item(900, 1));
        transaction.add(item(900, 2));
        faults.fail(ofKind(Kind.FORCE_DIRECTORY));

        failure(StorageFailedException.class, transaction.commit());

        assertThat(db.state()).isEqualTo(DbState.FAILED);
        assertAbsent(at(0, 0, 900));
        assertAbsent(at(1, 0, 900));
    }

    @Test
    void failedForceInAStartLetsAnotherStartTryAgain() {
        start();
        db.blocking().addDurably(item(100, 0));
        db.blocking().stop();
        faults.fail(ofKind(Kind.FORCE));

        failure(StorageFailedException.class, db.start());
        assertThat(db.state()).isEqualTo(DbState.STOPPED);

        faults.heal();
        db.blocking().start();
        assertStored(at(0, 0, 100), item(100, 0));
    }
}
