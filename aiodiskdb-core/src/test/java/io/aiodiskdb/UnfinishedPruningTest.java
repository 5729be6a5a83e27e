package io.aiodiskdb;

import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static io.aiodiskdb.internal.io.StorageCall.onFile;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.IndexDropped;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pruning that is on stable storage has succeeded, although neither its rest nor a recovery in its place can be done. */
class UnfinishedPruningTest extends SimulatedDatabaseTest {

    private static final int ITEM = 300;
    private static final int ALL = 1500;

    /** Prunings of a store of three items in index 0 and two in index 1, and what makes each of them happen. */
    @SuppressWarnings("ImmutableEnumChecker") // its functions keep nothing
    enum Pruning {
        RTRIM_OF_ANOTHER(db -> db.rtrim(0, 400), 500, at(0, 400, 200), 1, force("data00001.journal")),
        RTRIM_OF_THE_NEWEST(db -> db.rtrim(1, 300), 300, at(1, 300, 300), 1, force("data00001.journal")),
        LTRIM_OF_THE_NEWEST(db -> db.ltrim(1, 300), 300, at(1, 0, 300), 1, ofKind(Kind.FORCE_DIRECTORY)),
        DROP_OF_ANOTHER(db -> db.dropIndex(0), 900, at(0, 0, 300), 1, force("data00001.journal")),
        DROP_OF_THE_NEWEST(db -> db.dropIndex(1), 600, at(1, 0, 300), 2, force("data00002.journal"));

        private final Function<AioDiskDb, CompletableFuture<Long>> action;
        private final long removed;
        private final ItemLocation gone;
        private final int switchNumber;
        private final Predicate<StorageCall> switchCall;

        Pruning(
                Function<AioDiskDb, CompletableFuture<Long>> action,
                long removed,
                ItemLocation gone,
                int switchNumber,
                Predicate<StorageCall> switchCall) {
            this.action = action;
            this.removed = removed;
            this.gone = gone;
            this.switchNumber = switchNumber;
            this.switchCall = switchCall;
        }

        private static Predicate<StorageCall> force(String name) {
            return ofKind(Kind.FORCE).and(onFile(name));
        }

        /** {@return how many bytes it makes room for} */
        long room() {
            return this == RTRIM_OF_THE_NEWEST ? removed : 0;
        }

        ItemLocation next() {
            return switch (this) {
                case RTRIM_OF_THE_NEWEST -> at(1, 300, ITEM);
                case DROP_OF_THE_NEWEST -> at(2, 0, ITEM);
                default -> at(1, 600, ITEM);
            };
        }
    }

    private void startWithItems() {
        start(settings().timeout(Duration.ofMillis(300)));
        for (int seed = 0; seed < 5; seed++) {
            db.blocking().addDurably(item(ITEM, seed));
        }
    }

    /** {@return what is to change the disk after the call that makes a pruning happen, once that has been made, failing} */
    private static FaultInjector failingBehind(Pruning pruning) {
        AtomicInteger seen = new AtomicInteger();
        Predicate<StorageCall> changing =
                ofKind(Kind.WRITE, Kind.TRUNCATE, Kind.DELETE, Kind.CREATE, Kind.OPEN_FOR_WRITING);
        return call -> {
            boolean happens = pruning.switchCall.test(call);
            if (seen.get() >= pruning.switchNumber && changing.test(call)) {
                throw new IOException("injected failure of call " + call);
            }
            if (happens) {
                seen.incrementAndGet();
            }
            return FaultInjector.ALL;
        };
    }

    private void pruneUnfinished(Pruning pruning) {
        startWithItems();
        long room = db.stats().capacityLeft();
        disk.faults(failingBehind(pruning));

        assertThat(Outcome.of(pruning.action.apply(db)).get()).isEqualTo(pruning.removed);

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(db.trouble()).containsInstanceOf(StorageFullException.class);
        if (pruning != Pruning.DROP_OF_THE_NEWEST) {
            assertThat(db.stats().capacityLeft()).isEqualTo(room + pruning.room());
        }
        assertPruned(pruning);
    }

    private void assertPruned(Pruning pruning) {
        assertAbsent(pruning.gone);
        assertThat(walk())
                .noneMatch(item -> item.index() == pruning.gone.index()
                        && item.position() < pruning.gone.end()
                        && item.end() > pruning.gone.position());
        assertBytesOnDisk(ALL - pruning.removed);
        if (pruning.gone.index() == 1) {
            assertStored(at(0, 600, ITEM), item(ITEM, 2));
        } else {
            assertStored(at(1, 300, ITEM), item(ITEM, 4));
        }
    }

    private void awaitRunning() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> db.state() == DbState.RUNNING);
    }

    private List<DbEvent> prunings(List<DbEvent> heard) {
        return heard.stream()
                .filter(event -> event instanceof Trimmed || event instanceof IndexDropped)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Pruning.class)
    void isToldAsDoneAndGoesOnByItself(Pruning pruning) {
        pruneUnfinished(pruning);

        disk.faults(FaultInjector.none());
        awaitRunning();

        assertPruned(pruning);
        assertThat(db.blocking().verify().isIntact()).isTrue();
        db.blocking().stop();
        assertThat(prunings(events.until(Stopped.class))).as("told once").hasSize(1);
        reopenAfterPowerCut();
        assertPruned(pruning);
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Pruning.class)
    void takesWhatIsAddedBehindItWhenThereIsRoom(Pruning pruning) {
        pruneUnfinished(pruning);
        ItemLocation added = db.blocking().add(item(ITEM, 7));
        assertThat(Outcome.of(db.flush()).isFailure(StorageFullException.class)).isTrue();
        assertStored(added, item(ITEM, 7));
        assertThat(Outcome.of(db.rtrim(0, 0)).isFailure(StorageFullException.class))
                .as("another pruning, which is not recorded")
                .isTrue();

        disk.faults(FaultInjector.none());
        db.blocking().flush();

        assertThat(added).isEqualTo(pruning.next());
        reopenAfterPowerCut();
        assertAbsentOrOther(pruning, added);
        assertStored(added, item(ITEM, 7));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    /** They are counted in the background after a start. */
    private void assertBytesOnDisk(long expected) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(db.stats().bytesOnDisk()).isEqualTo(expected));
    }

    private void assertAbsentOrOther(Pruning pruning, ItemLocation added) {
        if (!added.equals(pruning.gone)) {
            assertAbsent(pruning.gone);
        }
        assertBytesOnDisk(ALL - pruning.removed + ITEM);
    }

    @ParameterizedTest
    @EnumSource(Pruning.class)
    void outlivesAPowerCutBeforeItIsFinished(Pruning pruning) {
        pruneUnfinished(pruning);

        reopenAfterPowerCut();

        assertPruned(pruning);
        assertThat(db.blocking().verify().isIntact()).isTrue();
        assertThat(db.blocking().addDurably(item(ITEM, 7))).isEqualTo(pruning.next());
    }

    @ParameterizedTest
    @EnumSource(Pruning.class)
    void isStoppedAsSoonAsThereIsRoom(Pruning pruning) {
        pruneUnfinished(pruning);
        assertThat(Outcome.of(db.stop()).isFailure(StorageFullException.class)).isTrue();

        disk.faults(FaultInjector.none());
        db.blocking().stop();

        start(settings().recover(false));
        assertPruned(pruning);
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    /** Its own journal and its data file are neither those before the cut nor those after it, each call in another way. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void ofWhichHalfIsDoneIsNoDamage(int call) {
        startWithItems();
        AtomicInteger forces = new AtomicInteger();
        AtomicInteger steps = new AtomicInteger();
        disk.faults(each -> {
            boolean isStep = each.kind().isStep() && each.kind() != Kind.FORCE && each.kind() != Kind.FORCE_DIRECTORY;
            if (forces.get() > 0 && isStep && steps.incrementAndGet() >= call) {
                throw new IOException("injected failure of call " + each);
            }
            if (Pruning.force("data00001.journal").test(each)) {
                forces.incrementAndGet();
            }
            return FaultInjector.ALL;
        });

        assertThat(db.blocking().rtrim(0, 400)).isEqualTo(500);

        assertThat(db.blocking().verify().damages()).isEmpty();
        assertThat(DatabaseTest.get(db.indices()).get(0).items())
                .as("not those that have been cut off")
                .isIn(1L, IndexStats.UNKNOWN_ITEMS);
        assertPruned(Pruning.RTRIM_OF_ANOTHER);
        disk.faults(FaultInjector.none());
        awaitRunning();
        assertThat(db.blocking().verify().damages()).isEmpty();
        assertPruned(Pruning.RTRIM_OF_ANOTHER);
    }

    /** The session is over, and nothing is going to change that; but it is not damage, for the next opening does the rest. */
    @ParameterizedTest
    @ValueSource(strings = {"data00000.journal", "data00000.dat"})
    void ofWhichAForceHasFailedIsNoDamage(String name) {
        startWithItems();
        faults.fail(Pruning.force(name));

        assertThat(Outcome.of(db.rtrim(0, 400)).isFailure(StorageFailedException.class))
                .isTrue();

        assertThat(db.state()).isEqualTo(DbState.FAILED);
        assertThat(db.blocking().verify().damages()).isEmpty();
    }

    /** Of a force that failed nobody knows what is on the disk, so this is the one way for it to fail. */
    @ParameterizedTest
    @EnumSource(Pruning.class)
    void failsIfAForceOfTheRecoveryInItsPlaceDoes(Pruning pruning) {
        startWithItems();
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        disk.faults(call -> {
            boolean behind = seen.get() >= pruning.switchNumber;
            if (pruning.switchCall.test(call)) {
                seen.incrementAndGet();
            }
            boolean first = behind
                    && ofKind(Kind.TRUNCATE, Kind.DELETE, Kind.OPEN_FOR_WRITING).test(call)
                    && failed.getAndIncrement() == 0;
            boolean force = failed.get() > 0 && call.kind() == Kind.FORCE;
            if (first || force) {
                throw new IOException("injected failure of call " + call);
            }
            return FaultInjector.ALL;
        });

        assertThat(Outcome.of(pruning.action.apply(db)).isFailure(StorageFailedException.class))
                .isTrue();

        assertThat(db.state()).isEqualTo(DbState.FAILED);
        disk.faults(FaultInjector.none());
    }
}
