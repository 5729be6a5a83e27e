package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** A database with the small limits of {@link DatabaseTest} on a simulated disk. */
abstract class SimulatedDatabaseTest {

    SimulatedStorage disk = new SimulatedStorage(1);
    Faults faults = new Faults();
    AioDiskDb db;
    RecordedEvents events = new RecordedEvents();

    static AioDiskDbBuilder settings() {
        return DatabaseTest.settings(Path.of("simulated"));
    }

    final void start() {
        start(settings());
    }

    final void start(AioDiskDbBuilder settings) {
        db = new DefaultAioDiskDb(settings.config(), false, new SimulatedPlatform(disk));
        events = new RecordedEvents();
        db.addListener(events);
        disk.faults(faults);
        db.blocking().start();
    }

    /** Switches the power off and on, and opens what is left. */
    final void reopenAfterPowerCut() {
        SimulatedStorage after = disk.powerCut();
        closeDatabase();
        disk = after;
        faults = new Faults();
        start();
    }

    @AfterEach
    void closeDatabase() {
        faults.heal();
        faults.hold(call -> false).close();
        if (db != null) {
            try {
                db.close();
            } catch (AioDiskDbException e) {
                assertThat(disk.isPowerOff() || db.state() == DbState.STOPPED)
                        .as("close may fail after a failure only")
                        .isTrue();
            }
        }
    }

    /**
     * Does something again and again, and cuts the power one step later each time.
     *
     * @param prepare what is done before, undisturbed
     * @param act what the cut hits
     * @param check looks at the database afterwards; told whether the act was acknowledged
     */
    final void cutPowerAtEachStep(
            Consumer<AioDiskDb> prepare, Consumer<AioDiskDb> act, BiConsumer<AioDiskDb, Boolean> check) {
        boolean cut = true;
        for (int step = 1; cut; step++) {
            disk = new SimulatedStorage(step).tracing(true);
            start();
            prepare.accept(db);
            disk.cutPowerAtStep(disk.steps() + step);
            boolean acknowledged = succeeds(act);
            cut = disk.isPowerOff();
            assertThat(acknowledged).as("acknowledged without a cut").isEqualTo(acknowledged || !cut);
            List<String> trace = disk.trace();
            reopenAfterPowerCut();
            try {
                check.accept(db, acknowledged);
            } catch (AssertionError | AioDiskDbException e) {
                throw new AssertionError("with a cut at step " + step + ": " + String.join("\n", trace), e);
            }
            db.close();
        }
    }

    private boolean succeeds(Consumer<AioDiskDb> act) {
        try {
            act.accept(db);
            return true;
        } catch (AioDiskDbException e) {
            return false;
        }
    }

    final void assertStored(ItemLocation location, byte[] expected) {
        assertThat(DatabaseTest.get(db.read(location)))
                .as("read of %s", location)
                .hasValue(expected);
        assertThat(db.blocking().read(location))
                .as("blocking read of %s", location)
                .hasValue(expected);
    }

    final void assertAbsent(ItemLocation location) {
        assertThat(DatabaseTest.get(db.read(location)))
                .as("read of %s", location)
                .isEmpty();
        assertThat(db.blocking().read(location))
                .as("blocking read of %s", location)
                .isEmpty();
    }

    final List<ItemLocation> walk() {
        try (Stream<StoredItem> items = db.items()) {
            return items.map(StoredItem::location).toList();
        }
    }

    static byte[] item(int size, int seed) {
        return DatabaseTest.item(size, seed);
    }

    static ItemLocation at(int index, long position, long size) {
        return new ItemLocation(index, position, size);
    }
}
