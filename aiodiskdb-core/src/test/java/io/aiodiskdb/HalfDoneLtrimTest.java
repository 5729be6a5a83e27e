package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An ltrim that fails behind its rename has been done: nobody sees what is neither the old nor the new index. */
class HalfDoneLtrimTest extends SimulatedDatabaseTest {

    private void ltrimWithAFailureBehindTheRename(int index, Predicate<StorageCall> failing) {
        start(settings().overwrite(true));
        db.blocking().addDurably(item(300, 1));
        db.blocking().addDurably(item(300, 2));
        db.blocking().addDurably(item(300, 3));
        db.blocking().addDurably(item(300, 4)); // in index 1
        db.blocking().addDurably(item(300, 5));
        boolean[] renamed = new boolean[1];
        disk.faults(call -> {
            boolean behind = renamed[0];
            renamed[0] |= call.kind() == Kind.RENAME;
            if (behind && failing.test(call)) {
                renamed[0] = false;
                throw new IOException("fails once");
            }
            return FaultInjector.ALL;
        });
        assertThatExceptionOfType(AioDiskDbException.class)
                .isThrownBy(() -> db.blocking().ltrim(index, 300));
        disk.faults(FaultInjector.none());
    }

    private void assertTrimmed(int index) {
        assertThat(walk()).noneMatch(item -> item.index() == index && item.position() < 300);
        assertAbsent(at(index, 0, 300));
        assertAbsent(at(index, 200, 200));
        assertStored(at(index, 300, 300), item(300, index == 0 ? 2 : 5));
    }

    private void assertGoesOnTrimmed(int index) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> db.state() == DbState.RUNNING);
        assertTrimmed(index);
        assertThat(db.blocking().verify().isIntact()).isTrue();
        assertThat(db.stats().bytesOnDisk()).isEqualTo(1200);
        assertThat(db.blocking().ltrim(index, 400)).isEqualTo(100);
    }

    @Test
    void ofASealedIndexWhoseFileCannotBeClosed() {
        ltrimWithAFailureBehindTheRename(0, StorageCall.ofKind(Kind.CLOSE));
        assertGoesOnTrimmed(0);
    }

    @Test
    void ofTheNewestIndexWhoseFileCannotBeClosed() {
        ltrimWithAFailureBehindTheRename(1, StorageCall.ofKind(Kind.CLOSE));
        assertGoesOnTrimmed(1);
    }

    private void startWithTwoIndices() {
        start(settings().overwrite(true));
        for (int seed = 1; seed <= 5; seed++) {
            db.blocking().addDurably(item(300, seed));
        }
    }

    private static Predicate<StorageCall> openingForReading() {
        return StorageCall.ofKind(Kind.OPEN_FOR_READING).and(StorageCall.onFile("data00000.dat"));
    }

    private void assertGoesOnWithoutIndex0() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> db.state() == DbState.RUNNING);
        assertThat(db.blocking().addDurably(item(300, 6))).isEqualTo(at(1, 600, 300));
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        reopenAfterPowerCut();
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertStored(at(1, 600, 300), item(300, 6));
    }

    /** From then on the file cannot be looked at either. */
    private void failAt(Kind kind) {
        boolean[] failed = new boolean[1];
        disk.faults(call -> {
            failed[0] |= call.kind() == kind;
            if (call.kind() == kind || (failed[0] && openingForReading().test(call))) {
                throw new IOException("fails");
            }
            return FaultInjector.ALL;
        });
    }

    /** Nobody needs to look at the file then, so that it cannot be read does not keep the store from going on. */
    @Test
    void whichFailsBeforeTheRenameLeavesNoDoubt() {
        startWithTwoIndices();
        failAt(Kind.CREATE);

        assertThat(Outcome.of(db.ltrim(0, 300)).isFailure(AioDiskDbException.class))
                .isTrue();

        assertGoesOnWithoutIndex0();
        assertStored(at(0, 0, 300), item(300, 1));
    }

    @Test
    void whoseFileIsGoneDoesNotKeepTheStoreFromGoingOn() throws IOException {
        startWithTwoIndices();
        failAt(Kind.RENAME);

        assertThat(Outcome.of(db.ltrim(0, 300)).isFailure(AioDiskDbException.class))
                .isTrue();

        disk.delete("data00000.dat");
        disk.forceDirectory();
        disk.faults(FaultInjector.none());
        assertGoesOnWithoutIndex0();
    }

    @Test
    void whoseDirectoryCannotBeForced() {
        ltrimWithAFailureBehindTheRename(0, StorageCall.ofKind(Kind.FORCE_DIRECTORY));
        assertThat(db.state()).isEqualTo(DbState.FAILED);
        assertTrimmed(0);
    }
}
