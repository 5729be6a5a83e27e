package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A force that fails ends the session, also if what is cleaned up after it fails as well. */
class HiddenForceFailureTest extends SimulatedDatabaseTest {

    private void assertThatAFailedForceEndsTheSession(
            Consumer<AioDiskDb> operation, Predicate<StorageCall> force, Predicate<StorageCall> cleaning) {
        start(settings().overwrite(true));
        db.blocking().addDurably(item(400, 1));
        db.blocking().addDurably(item(400, 2));
        db.blocking().addDurably(item(400, 3)); // in index 1
        boolean[] failed = new boolean[1];
        disk.faults(call -> {
            if (!failed[0] && force.test(call)) {
                failed[0] = true;
                throw new IOException("the force fails");
            }
            if (failed[0] && cleaning.test(call)) {
                throw new IOException("cleaning up fails");
            }
            return FaultInjector.ALL;
        });

        assertThatExceptionOfType(AioDiskDbException.class).isThrownBy(() -> operation.accept(db));

        assertThat(failed[0]).as("the force was reached").isTrue();
        assertThat(db.state()).isEqualTo(DbState.FAILED);
        disk.faults(FaultInjector.none());
    }

    @Test
    void inAnRtrimOfAnotherIndexWhoseFilesCannotBeClosed() {
        assertThatAFailedForceEndsTheSession(
                db -> db.blocking().rtrim(0, 100),
                StorageCall.ofKind(Kind.FORCE).and(StorageCall.onFile("data00000.dat")),
                StorageCall.ofKind(Kind.CLOSE));
    }

    @Test
    void inADropOfAnotherIndexWhoseJournalCannotBeClosed() {
        assertThatAFailedForceEndsTheSession(
                db -> db.blocking().dropIndex(0),
                StorageCall.ofKind(Kind.FORCE).and(StorageCall.onFile("data00000.journal")),
                StorageCall.ofKind(Kind.CLOSE));
    }

    @Test
    void inADropOfTheNewestIndexWhoseSuccessorCannotBeClosed() {
        assertThatAFailedForceEndsTheSession(
                db -> db.blocking().dropIndex(1),
                StorageCall.ofKind(Kind.FORCE).and(StorageCall.onFile("data00002.journal")),
                StorageCall.ofKind(Kind.CLOSE));
    }

    @Test
    void inAnLtrimWhoseTemporaryFileCannotBeDeleted() {
        assertThatAFailedForceEndsTheSession(
                db -> db.blocking().ltrim(0, 100),
                StorageCall.ofKind(Kind.FORCE).and(StorageCall.onFile(".tmp.data00000.dat")),
                StorageCall.ofKind(Kind.DELETE));
    }

    /** The very first group is rolled back by beginning anew. */
    @Test
    void inTheCreationOfTheFirstIndexWhoseJournalCannotBeClosed() {
        start();
        boolean[] happened = new boolean[2];
        disk.faults(call -> {
            boolean onJournal = StorageCall.onFile("data00000.journal").test(call);
            if (!happened[0] && onJournal && call.kind() == Kind.WRITE) {
                happened[0] = true;
                throw new IOException("the group cannot be written");
            }
            if (happened[0] && !happened[1] && onJournal && call.kind() == Kind.FORCE) {
                happened[1] = true;
                throw new IOException("the force fails");
            }
            if (happened[1] && call.kind() == Kind.CLOSE) {
                throw new IOException("cleaning up fails");
            }
            return FaultInjector.ALL;
        });

        assertThatExceptionOfType(StorageFailedException.class)
                .isThrownBy(() -> db.blocking().addDurably(item(100, 1)));

        assertThat(happened).as("the force was reached").containsOnly(true);
        assertThat(db.state()).isEqualTo(DbState.FAILED);
        disk.faults(FaultInjector.none());
    }
}
