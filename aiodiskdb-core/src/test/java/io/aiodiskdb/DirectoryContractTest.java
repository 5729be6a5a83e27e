package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.DatabaseLockedException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.VerificationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the database promises to a second opener, and of files that are not its own or not what they were. */
class DirectoryContractTest extends DatabaseTest {

    // ---- second opener

    @Test
    void secondOpenerIsRefusedBeforeItTouchesAnyFile() throws Exception {
        start();
        db.blocking().addDurably(item(100, 1));
        write(directory().resolve(".tmp.data00000.dat"), item(10, 2)); // a recovery would remove it
        Map<String, String> before = snapshot(directory());
        AioDiskDb second = settings().build();

        DatabaseLockedException refused = failure(DatabaseLockedException.class, second.start());

        assertThat(refused)
                .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
        assertThat(snapshot(directory())).isEqualTo(before);
        assertThat(second.state()).isEqualTo(DbState.STOPPED);
        assertStored(at(0, 0, 100), item(100, 1));
        db.blocking().addDurably(item(100, 3));
    }

    @Test
    void secondOpenerIsRefusedWhateverPathItTakes() throws Exception {
        start();
        Path link = Files.createSymbolicLink(home.resolve("link"), directory());

        failure(DatabaseLockedException.class, settings(link).build().start());
        failure(
                DatabaseLockedException.class,
                settings(directory().resolve("../db/.")).build().start());
    }

    @Test
    void secondOpenerMayComeWhenTheFirstHasGone() {
        start();
        db.blocking().add(item(100, 1));
        db.close();

        start();

        assertStored(at(0, 0, 100), item(100, 1));
    }

    // ---- bad files

    private void addSixItemsInOneIndex() {
        for (int seed = 0; seed < 6; seed++) {
            db.blocking().addDurably(item(100, seed));
        }
        db.blocking().stop();
    }

    @Test
    void badFileThatIsForeignIsIgnoredAndKept() {
        start();
        addSixItemsInOneIndex();
        write(directory().resolve("data00001.dat.old"), item(50, 1));
        write(directory().resolve("data9.dat"), item(50, 2));
        write(directory().resolve("blk00000.dat"), item(50, 3));
        write(directory().resolve("sub/data00001.dat"), item(50, 4));
        Map<String, String> before = snapshot(directory());

        start();
        db.blocking().stop();

        assertThat(snapshot(directory()))
                .containsAllEntriesOf(Map.of(
                        "data00001.dat.old", before.get("data00001.dat.old"),
                        "data9.dat", before.get("data9.dat"),
                        "blk00000.dat", before.get("blk00000.dat"),
                        "sub/data00001.dat", before.get("sub/data00001.dat")));
    }

    /** Opens a store whose newest index is damaged, and asks that it can be read only and is left as it is. */
    private Damage openDamaged() {
        Map<String, String> before = snapshot(directory());
        start();

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        for (Operation operation : Operation.writing().toList()) {
            failure(InvalidDatabaseStateException.class, operation.future().apply(db));
        }
        VerificationReport report = db.blocking().verify();
        assertThat(report.isIntact()).isFalse();
        assertThat(snapshot(directory())).as("nothing is cut off").isEqualTo(before);
        return report.damages().get(0);
    }

    @Test
    void badFileThatIsTooShortIsReportedAndNothingIsCutOff() throws Exception {
        start();
        addSixItemsInOneIndex();
        Files.write(dataFile(directory(), 0), Arrays.copyOf(contents(dataFile(directory(), 0)), HEADER + 450));

        Damage damage = openDamaged();

        assertThat(damage.index()).isZero();
        assertThat(damage.position()).isEqualTo(450);
        assertThat(damage.size()).isEqualTo(150);
        assertThat(damage.reason()).contains("450").contains("600");
        for (int seed = 0; seed < 4; seed++) {
            assertStored(at(0, seed * 100L, 100), item(100, seed));
        }
        failure(CorruptDataException.class, db.read(at(0, 400, 100)));
        failure(CorruptDataException.class, db.read(at(0, 500, 100)));
        assertThat(failure(InvalidDatabaseStateException.class, db.add(item(1, 1))))
                .hasMessageContaining("0:450")
                .hasMessageContaining("append-after-damage");
    }

    @Test
    void badFileThatIsMissingIsReported() throws Exception {
        start();
        addSixItemsInOneIndex();
        Files.delete(dataFile(directory(), 0));

        Damage damage = openDamaged();

        assertThat(damage.index()).isZero();
        assertThat(damage.size()).isEqualTo(600);
        assertThat(damage.reason()).contains("missing");
        failure(CorruptDataException.class, db.read(at(0, 0, 100)));
    }

    @Test
    void badRecordBeforeTheLastIsReportedAndNothingIsCutOff() {
        start();
        addSixItemsInOneIndex();
        damage(journal(directory(), 0), 40);

        Damage damage = openDamaged();

        assertThat(damage.index()).isZero();
        assertThat(damage.reason()).contains("data00000.journal").contains("offset 32");
        assertThatExceptionOfType(CorruptDataException.class).isThrownBy(this::walk);
    }

    @Test
    void badStoreIsAppendedToInANewFileIfThatIsWanted() throws Exception {
        start();
        addSixItemsInOneIndex();
        Files.write(dataFile(directory(), 0), Arrays.copyOf(contents(dataFile(directory(), 0)), HEADER + 450));
        byte[] before = contents(dataFile(directory(), 0));

        start(settings().appendAfterDamage(true));

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertThat(db.blocking().addDurably(item(30, 9))).isEqualTo(at(1, 0, 30));
        assertThat(contents(dataFile(directory(), 0))).isEqualTo(before);
        reopen(settings());
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertStored(at(1, 0, 30), item(30, 9));
        assertStored(at(0, 0, 100), item(100, 0));
        failure(CorruptDataException.class, db.read(at(0, 500, 100)));
        assertThat(db.blocking().verify().damages())
                .singleElement()
                .satisfies(damage -> assertThat(damage.position()).isEqualTo(450));
    }

    @Test
    void badItemOfTheLastGroupOfACleanStoreIsReportedNotRolledBack() {
        start();
        addSixItemsInOneIndex();
        damage(dataFile(directory(), 0), HEADER + 599);

        start();

        CorruptDataException damaged = failure(CorruptDataException.class, db.read(at(0, 500, 100)));
        assertThat(damaged.location()).isEqualTo(at(0, 500, 100));
        assertThat(db.blocking().verify().damages())
                .containsExactly(new Damage(
                        0, 500, 100, db.blocking().verify().damages().get(0).reason()));
        assertThat(dataFile(directory(), 0)).hasSize(HEADER + 600);
        assertThat(db.blocking().addDurably(item(10, 7))).isEqualTo(at(0, 600, 10));
    }
}
