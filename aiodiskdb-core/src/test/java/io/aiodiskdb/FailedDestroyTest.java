package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.PowerCut;
import io.aiodiskdb.internal.io.PowerCutException;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each call of the disk that a {@code destroy} makes fails in turn, or the power is cut at it. What is half destroyed may be
 * unusable; it must not be taken for another program's, give wrong bytes, or stand in the way of the next {@code destroy}.
 */
class FailedDestroyTest {

    private static final int ITEM = 60;
    private static final int SECTOR = 64;
    private static final int MOST_CALLS = 100;
    private static final int SEEDS = 4;
    private static final String FOREIGN = "notes.txt";

    private final Map<ItemLocation, byte[]> items = new HashMap<>();
    private SimulatedStorage disk = new SimulatedStorage(1, SECTOR);
    private InlineStore store = new InlineStore(disk);

    /** A store of three data files that has been stopped, with all that a destroy looks for, and a file of somebody else. */
    private void prepare(long seed) {
        items.clear();
        disk = new SimulatedStorage(seed, SECTOR);
        disk.place(FOREIGN, new byte[] {1});
        store = new InlineStore(disk);
        assertThat(store.succeeds(store.db().start())).isTrue();
        for (int number = 1; number <= 5; number++) {
            byte[] data = TestSeed.bytes(number, ITEM);
            items.put(store.db().addDurably(data).join(), data);
        }
        assertThat(store.succeeds(store.db().stop())).isTrue();
        disk.place(".tmp.data00000.dat", new byte[10]);
        disk.place(".checkpoint-1", new byte[52]);
    }

    private @Nullable Throwable failureOfDestroy() {
        try {
            store.db().destroy();
            return null;
        } catch (AioDiskDbException | PowerCutException e) {
            return e;
        }
    }

    @ParameterizedTest
    @EnumSource(CallFault.class)
    void eachCallMayFailAndTheNextDestroyGoesOn(CallFault fault) {
        AtomicLong seen = new AtomicLong(1);
        int failures = 0;
        for (int number = 1; seen.get() >= number; number++) {
            assertThat(number).as("calls of a destroy").isLessThan(MOST_CALLS);
            prepare(number);
            seen.set(0);
            disk.faults(fault.at(number, seen));

            Throwable failure = failureOfDestroy();

            disk.faults(FaultInjector.none());
            failures += failure == null ? 0 : 1;
            assertThat(failure == null || failure instanceof StorageFailedException)
                    .as("%s at call %d: %s", fault, number, failure)
                    .isTrue();
            assertThat(store.db().state()).isEqualTo(DbState.STOPPED);
            assertThat(disk.openFiles()).isEmpty();
            requireNothingWrong(number);
            assertThat(failureOfDestroy()).isNull();
            assertThat(disk.names()).containsExactly(FOREIGN);
            assertThat(disk.afterPowerCut(PowerCut.NOTHING_SURVIVES, 1).names()).containsExactly(FOREIGN);
        }
        boolean letsCallsFail = fault == CallFault.ERROR_ONCE || fault == CallFault.ERROR_FROM_THEN_ON;
        assertThat(failures > 0).as("a destroy takes no room").isEqualTo(letsCallsFail);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void thePowerMayBeCutAtEachStep(long seed) {
        boolean cut = true;
        for (int step = 1; cut; step++) {
            assertThat(step).as("steps of a destroy").isLessThan(MOST_CALLS);
            prepare(seed);
            disk.cutPowerAtStep(disk.steps() + step);

            Throwable failure = failureOfDestroy();

            cut = disk.isPowerOff();
            assertThat(failure != null).as("failed").isEqualTo(cut);
            requireNothingWrong(step);
        }
    }

    /** Whatever survives now. */
    private void requireNothingWrong(int number) {
        for (PowerCut kind : PowerCut.values()) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                requireNothingWrong(disk.afterPowerCut(kind, seed), kind + ", seed " + seed + ", at " + number);
            }
        }
    }

    private void requireNothingWrong(SimulatedStorage found, String where) {
        assertThat(found.names()).as("names, %s", where).contains(FOREIGN);
        for (String name : found.names()) {
            if (ContentsCheck.NAMES.dataIndex(name).isPresent()) {
                assertThat(found.names())
                        .as("a data file without a journal would look like another program's, %s", where)
                        .contains(name.replace(".dat", ".journal"));
            }
        }
        InlineStore reopened = new InlineStore(found);
        if (reopened.succeeds(reopened.db().start())) {
            items.forEach((location, data) -> {
                byte[] read = read(reopened.db(), location).orElse(data);
                assertThat(read).as("%s, %s", location, where).isEqualTo(data);
            });
        }
        reopened.close();
        reopened.db().destroy();
        assertThat(found.names()).as("after another destroy, %s", where).isEqualTo(List.of(FOREIGN));
    }

    /** {@return the bytes; nothing if they are gone, or reported as such} */
    private static Optional<byte[]> read(AioDiskDb db, ItemLocation location) {
        try {
            return db.read(location).join();
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(CorruptDataException.class);
            return Optional.empty();
        }
    }
}
