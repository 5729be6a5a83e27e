package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.io.PowerCut;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A drop of an index whose own journal is rotten or missing, cut at each of its steps, and its recovery cut as well. */
@Tag("one-jdk")
class DropOfDamagedIndexTest extends SimulatedDatabaseTest {

    private static final int ITEM = 300;
    private static final int MOST_CUTS = 30;
    private static final String JOURNAL = "data00000.journal";

    /** What may be wrong with the journal. */
    enum Rot {
        FIRST_RECORD,
        MIDDLE,
        MISSING
    }

    private void startDamaged(Rot rot) {
        start();
        for (int seed = 0; seed < 5; seed++) {
            db.blocking().addDurably(item(ITEM, seed));
            db.blocking().flush();
        }
        db.blocking().stop();
        damage(rot);
        start();
    }

    private void damage(Rot rot) {
        byte[] journal = ContentsCheck.contents(disk, JOURNAL);
        if (rot == Rot.MISSING) {
            try {
                disk.delete(JOURNAL);
                disk.forceDirectory();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            journal[rot == Rot.FIRST_RECORD ? 3 : journal.length / 2] ^= 1;
            disk.place(JOURNAL, journal);
        }
    }

    private void cutPower(PowerCut kind, int seed) {
        SimulatedStorage after = disk.afterPowerCut(kind, seed);
        closeDatabase();
        disk = after;
        faults = new Faults();
    }

    /** {@return whether the power went before it was done} */
    private boolean startCutAt(int step) {
        disk.cutPowerAtStep(disk.steps() + step);
        db = new DefaultAioDiskDb(settings().config(), false, new SimulatedPlatform(disk));
        Outcome.of(db.start());
        return disk.isPowerOff();
    }

    @ParameterizedTest
    @EnumSource(Rot.class)
    void cutAtAnyStepIsNotBegunOrDoneByARecovery(Rot rot) {
        boolean cut = true;
        int step = 1;
        for (; cut; step++) {
            for (PowerCut kind : PowerCut.values()) {
                boolean again = true;
                for (int later = 1 + (step % 2); again; later += 2) {
                    disk = new SimulatedStorage(step);
                    startDamaged(rot);
                    disk.cutPowerAtStep(disk.steps() + step);
                    boolean acknowledged = !Outcome.of(db.dropIndex(0)).isFailure(AioDiskDbException.class);
                    cut = disk.isPowerOff();
                    cutPower(kind, step + later);
                    again = startCutAt(later) && later < MOST_CUTS;
                    cutPower(kind, step - later);
                    start();
                    assertRecovered(acknowledged, kind + " at step " + step + ", then " + later);
                }
            }
        }
        assertThat(step).isGreaterThan(6);
    }

    private void assertRecovered(boolean acknowledged, String when) {
        assertThat(db.state()).as(when).isEqualTo(DbState.RUNNING);
        boolean dropped = DatabaseTest.get(db.indices()).stream().noneMatch(index -> index.index() == 0);
        assertThat(dropped || !acknowledged).as(when).isTrue();
        if (!dropped) {
            assertThat(db.blocking().dropIndex(0)).as(when).isEqualTo(900);
        }
        assertAbsent(at(0, 0, ITEM));
        assertThat(db.blocking().verify().damages()).as(when).isEmpty();
        assertThat(db.blocking().addDurably(item(ITEM, 7))).as(when).isEqualTo(at(1, 600, ITEM));
        reopenAfterPowerCut();
        assertThat(db.state()).as(when).isEqualTo(DbState.RUNNING);
        assertStored(at(1, 600, ITEM), item(ITEM, 7));
        assertThat(db.blocking().verify().damages()).as(when).isEmpty();
        db.close();
    }
}
