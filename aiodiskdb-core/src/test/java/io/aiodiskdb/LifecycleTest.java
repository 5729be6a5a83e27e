package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.AlreadyRunningException;
import io.aiodiskdb.error.DatabaseLockedException;
import io.aiodiskdb.error.DatabaseNotFoundException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.event.Started;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LifecycleTest extends DatabaseTest {

    private static Stream<Operation> operations() {
        return Operation.all();
    }

    @Test
    void touchesNoDiskBeforeTheStart() {
        db = settings().build();

        assertThat(db.state()).isEqualTo(DbState.NEW);
        assertThat(directory()).doesNotExist();
        assertThat(home).isEmptyDirectory();
        assertThat(db.config().path()).isEqualTo(directory());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesOperationsBeforeTheStart(Operation operation) {
        db = settings().build();

        failure(NotRunningException.class, operation.future().apply(db));
        assertThatExceptionOfType(NotRunningException.class)
                .isThrownBy(() -> operation.blocking().accept(db.blocking()));
        assertThat(db.state()).isEqualTo(DbState.NEW);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesOperationsAfterTheStop(Operation operation) {
        start();
        db.blocking().add(item(10, 1));
        db.blocking().stop();
        Map<String, String> before = snapshot(directory());

        failure(NotRunningException.class, operation.future().apply(db));
        assertThatExceptionOfType(NotRunningException.class)
                .isThrownBy(() -> operation.blocking().accept(db.blocking()));
        assertThat(snapshot(directory())).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void doesNotHoldAnOperationThatWasRefusedAgainstTheNextStart(Operation operation) {
        db = settings().build();
        failure(NotRunningException.class, operation.future().apply(db));

        db.blocking().start();

        assertThat(db.blocking().add(item(10, 1))).isEqualTo(at(0, 0, 10));
    }

    @Test
    void refusesToWalkThroughItemsWhenItDoesNotRun() {
        db = settings().build();
        assertThatExceptionOfType(NotRunningException.class).isThrownBy(this::walk);
        db.blocking().start();
        db.blocking().addDurably(item(10, 1));
        assertThat(walk()).hasSize(1);
        db.blocking().stop();
        assertThatExceptionOfType(NotRunningException.class).isThrownBy(this::walk);
    }

    @Test
    void runsAfterTheStart() {
        RecordedEvents events = new RecordedEvents();
        db = settings().build();
        db.addListener(events);

        get(db.start());

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        events.next(Started.class);
    }

    @Test
    void refusesASecondStartAndGoesOnRunning() {
        start();

        failure(AlreadyRunningException.class, db.start());

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertStored(db.blocking().add(item(10, 1)), item(10, 1));
    }

    @Test
    void startsOnceWhenItIsAskedTwiceAtTheSameTime() {
        db = settings().build();

        List<CompletableFuture<Void>> starts = List.of(db.start(), db.start(), db.start());

        long succeeded = starts.stream()
                .filter(start -> {
                    try {
                        start.join();
                        return true;
                    } catch (java.util.concurrent.CompletionException e) {
                        assertThat(e.getCause()).isExactlyInstanceOf(AlreadyRunningException.class);
                        return false;
                    }
                })
                .count();
        assertThat(succeeded).isEqualTo(1);
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
    }

    @Test
    void stopsAsOftenAsItIsAsked() {
        start();

        CompletableFuture<Void> first = db.stop();
        CompletableFuture<Void> second = db.stop();
        get(first);
        get(second);
        get(db.stop());

        assertThat(db.state()).isEqualTo(DbState.STOPPED);
    }

    @Test
    void hasNothingToStopBeforeTheStart() {
        db = settings().build();

        get(db.stop());
        assertThatCode(db::close).doesNotThrowAnyException();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void keepsEverythingThatWasAddedBeforeTheStop() {
        RecordedEvents events = new RecordedEvents();
        start();
        db.addListener(events);
        List<ItemLocation> added = List.of(
                db.blocking().add(item(300, 1)),
                db.blocking().add(item(300, 2)),
                db.blocking().add(item(300, 3)));

        get(db.stop());

        assertThat(db.state()).isEqualTo(DbState.STOPPED);
        events.first(Stopped.class);
        start();
        for (int number = 0; number < added.size(); number++) {
            assertStored(added.get(number), item(300, number + 1));
        }
    }

    @Test
    void startsAgainAfterAStop() {
        start();
        ItemLocation first = db.blocking().add(item(20, 1));
        for (int round = 0; round < 5; round++) {
            get(db.stop());
            get(db.start());
        }

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertStored(first, item(20, 1));
        assertThat(db.blocking().add(item(20, 2))).isEqualTo(at(0, 20, 20));
    }

    @Test
    void startsWhileItStopsOnlyWhenItHasStopped() {
        start();
        CompletableFuture<Void> stopped = db.stop();
        CompletableFuture<Void> started = db.start();
        get(stopped);

        // Either it was too early, or the stop was over already.
        if (started.handle((nothing, e) -> e == null).join()) {
            assertThat(db.state()).isEqualTo(DbState.RUNNING);
        } else {
            failure(AlreadyRunningException.class, started);
            assertThat(db.state()).isEqualTo(DbState.STOPPED);
        }
    }

    @Test
    void mayBeClosedAgainAndAgain() {
        start();
        db.blocking().add(item(10, 1));

        db.close();
        db.close();

        assertThat(db.state()).isEqualTo(DbState.STOPPED);
        start();
        assertStored(at(0, 0, 10), item(10, 1));
    }

    @Test
    void givesTheLockBackWhenItStops() {
        start();
        AioDiskDb other = settings().build();
        failure(DatabaseLockedException.class, other.start());
        get(db.stop());

        get(other.start());
        other.close();
    }

    @Test
    void doesNotStartWithoutADirectoryIfNoneIsToBeCreated() {
        db = settings().createIfNotExists(false).build();

        DatabaseNotFoundException refused = failure(DatabaseNotFoundException.class, db.start());

        assertThat(refused).hasMessageContaining(directory().toString());
        assertThat(home).isEmptyDirectory();
        assertThat(db.state()).isEqualTo(DbState.STOPPED);
    }

    @Test
    void startsOnceTheDirectoryIsThere() {
        db = settings().createIfNotExists(false).build();
        failure(DatabaseNotFoundException.class, db.start());
        write(directory().resolve("readme.txt"), new byte[] {1});

        get(db.start());

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
    }

    @Test
    void createsTheParentsOfItsDirectory() {
        Path deep = home.resolve("a/b/c");
        start(settings(deep));

        assertThat(dataFile(deep, 0)).hasSize(HEADER);
    }

    @Test
    void doesNotStartOnAFile() {
        write(directory(), item(10, 1));
        db = settings().build();

        CompletableFuture<Void> started = db.start();

        assertThat(started.handle((nothing, e) -> e).join()).isInstanceOf(AioDiskDbException.class);
        assertThat(contents(directory())).isEqualTo(item(10, 1));
        assertThat(db.state()).isEqualTo(DbState.STOPPED);
    }

    @Test
    void leavesAStoreThatNeedsARecoveryAloneIfItMayNotRecover() {
        start();
        db.blocking().addDurably(item(10, 1));
        Path crashed = copyOfDirectory();
        Map<String, String> before = snapshot(crashed);
        AioDiskDb refusing = settings(crashed).recover(false).build();

        InvalidDatabaseStateException refused = failure(InvalidDatabaseStateException.class, refusing.start());

        assertThat(refused).hasMessageContaining("recover");
        assertThat(snapshot(crashed)).isEqualTo(before);
        assertThat(refusing.state()).isEqualTo(DbState.STOPPED);
        reopenAfterCrash();
        assertStored(at(0, 0, 10), item(10, 1));
    }

    @Test
    void opensAStoreThatNeedsNoRecoveryThoughItMayNotRecover() {
        start();
        db.blocking().add(item(10, 1));

        reopen(settings().recover(false));

        assertStored(at(0, 0, 10), item(10, 1));
    }
}
