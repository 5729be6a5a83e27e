package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.model.DbState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Stores as a crash, or the disk after it, may leave them. */
class RecoveryTest extends DatabaseTest {

    private Path crashed;

    /** Six durable items of 100 bytes, each a group of its own, in one index, and no clean stop. */
    private void crash() {
        start();
        for (int seed = 0; seed < 6; seed++) {
            db.blocking().addDurably(item(100, seed));
        }
        crashed = copyOfDirectory();
        db.close();
    }

    private void assertItems(int count) {
        for (int seed = 0; seed < count; seed++) {
            assertStored(at(0, seed * 100L, 100), item(100, seed));
        }
    }

    private List<byte[]> quarantined() throws IOException {
        try (Stream<Path> files = Files.list(crashed.resolve("quarantine"))) {
            return files.map(DatabaseTest::contents).toList();
        }
    }

    @Test
    void keepsAWholeLastGroup() {
        crash();

        start(settings(crashed));

        assertItems(6);
        assertThat(crashed.resolve("quarantine")).doesNotExist();
    }

    @Test
    void rollsATornLastGroupBackAndKeepsItsBytes() throws IOException {
        crash();
        damage(dataFile(crashed, 0), HEADER + 550);
        byte[] torn = Arrays.copyOfRange(contents(dataFile(crashed, 0)), HEADER + 500, HEADER + 600);

        start(settings(crashed));

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertItems(5);
        assertAbsent(at(0, 500, 1));
        assertThat(quarantined()).containsExactly(torn);
        assertThat(db.blocking().addDurably(item(70, 9))).isEqualTo(at(0, 500, 70));
    }

    @Test
    void takesASecondGroupThatIsNotWholeForDamage() throws IOException {
        crash();
        damage(dataFile(crashed, 0), HEADER + 550);
        damage(dataFile(crashed, 0), HEADER + 450);
        byte[] before = contents(dataFile(crashed, 0));

        start(settings(crashed));

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(db.trouble()).containsInstanceOf(InvalidDatabaseStateException.class);
        assertItems(4);
        failure(CorruptDataException.class, db.read(at(0, 400, 100)));
        assertThat(failure(InvalidDatabaseStateException.class, db.add(item(1, 1))))
                .hasMessageContaining("0:400");
        assertThat(contents(dataFile(crashed, 0))).as("nothing is cut off").isEqualTo(before);
    }

    @Test
    void doesNotForgetADamageWhenItIsOpenedAgain() {
        crash();
        damage(dataFile(crashed, 0), HEADER + 550);
        damage(dataFile(crashed, 0), HEADER + 450);
        byte[] before = contents(dataFile(crashed, 0));

        for (int opening = 0; opening < 3; opening++) {
            start(settings(crashed));
            assertThat(db.state()).isEqualTo(DbState.DEGRADED);
            db.close();
        }

        assertThat(contents(dataFile(crashed, 0))).isEqualTo(before);
    }

    @Test
    void takesALastGroupThatAnLtrimHasReachedIntoForDamageIfItIsNotWhole() {
        start(settings().overwrite(true));
        try (BlockingTransaction transaction = db.blocking().transaction()) {
            for (int seed = 0; seed < 6; seed++) {
                transaction.add(item(50, seed));
            }
            transaction.commit();
        }
        db.blocking().ltrim(0, 100);
        crashed = copyOfDirectory();
        db.close();
        damage(dataFile(crashed, 0), HEADER + 120);
        byte[] before = contents(dataFile(crashed, 0));

        start(settings(crashed));

        assertThat(db.state()).as("the group had settled before it was trimmed").isEqualTo(DbState.DEGRADED);
        assertStored(at(0, 100, 50), item(50, 2));
        failure(CorruptDataException.class, db.read(at(0, 200, 50)));
        assertThat(contents(dataFile(crashed, 0))).isEqualTo(before);
    }

    @Test
    void goesOnBehindADamageAgainAndAgain() {
        crash();
        damage(dataFile(crashed, 0), HEADER + 550);
        damage(dataFile(crashed, 0), HEADER + 450);
        AioDiskDbBuilder goOn = settings(crashed).appendAfterDamage(true);

        start(goOn);
        assertThat(db.blocking().addDurably(item(50, 7))).isEqualTo(at(1, 0, 50));
        assertThat(db.blocking().add(item(60, 8))).isEqualTo(at(1, 50, 60));
        db.blocking().stop();
        start(goOn);

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertItems(4);
        assertStored(at(1, 0, 50), item(50, 7));
        assertStored(at(1, 50, 60), item(60, 8));
        assertThat(db.blocking().verify().isIntact())
                .as("the damage is still told")
                .isFalse();
    }

    @Test
    void rollsBackALastGroupWhoseRecordIsTorn() throws IOException {
        crash();
        byte[] journal = contents(journal(crashed, 0));
        for (int missing = 1; missing < 60; missing += 7) {
            Path copy = home.resolve("torn" + missing);
            copy(crashed, copy);
            Files.write(journal(copy, 0), Arrays.copyOf(journal, journal.length - missing));

            start(settings(copy));

            assertItems(5);
            assertAbsent(at(0, 500, 1));
            assertThat(db.blocking().verify().isIntact()).isTrue();
            db.close();
        }
    }

    @Test
    void ignoresWhatWasNeverWrittenOfTheJournal() {
        crash();
        write(journal(crashed, 0), join(contents(journal(crashed, 0)), new byte[100]));
        write(dataFile(crashed, 0), join(contents(dataFile(crashed, 0)), new byte[77]));

        start(settings(crashed));

        assertItems(6);
        assertAbsent(at(0, 600, 1));
        assertThat(dataFile(crashed, 0)).hasSize(HEADER + 600);
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void reportsADataFileThatIsShorterThanWhatHadSettled() throws IOException {
        start();
        for (int seed = 0; seed < 6; seed++) {
            db.blocking().add(item(100, seed));
        }
        db.blocking().stop();
        start(); // its OPEN is the last record
        crashed = copyOfDirectory();
        db.close();
        Files.write(dataFile(crashed, 0), Arrays.copyOf(contents(dataFile(crashed, 0)), HEADER + 480));

        start(settings(crashed));

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertItems(4);
        assertThat(db.blocking().verify().damages().get(0)).satisfies(damage -> {
            assertThat(damage.position()).isEqualTo(480);
            assertThat(damage.size()).isEqualTo(120);
        });
    }

    @Test
    void reportsADataFileThatIsMissing() throws IOException {
        start();
        db.blocking().add(item(100, 1));
        db.blocking().stop();
        start();
        crashed = copyOfDirectory();
        db.close();
        Files.delete(dataFile(crashed, 0));

        start(settings(crashed));

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(db.blocking().verify().damages().get(0).reason()).contains("missing");
    }

    @Test
    void refusesAJournalOfANewerVersionWithoutTouchingAnything() {
        crash();
        byte[] journal = contents(journal(crashed, 0));
        journal[2] = 2; // version
        CRC32C crc = new CRC32C();
        crc.update(journal, 0, 24);
        ByteBuffer.wrap(journal).order(ByteOrder.LITTLE_ENDIAN).putInt(24, (int) crc.getValue());
        write(journal(crashed, 0), journal);
        Map<String, String> before = snapshot(crashed);
        db = settings(crashed).build();

        InvalidDataFileException refused = failure(InvalidDataFileException.class, db.start());

        assertThat(refused).hasMessageContaining("newer").hasMessageContaining("data00000.journal");
        assertThat(snapshot(crashed)).isEqualTo(before);
    }

    @Test
    void namesAnUnfinishedFileAsAReasonForARecovery() {
        start();
        db.blocking().add(item(100, 1));
        db.blocking().stop();
        write(directory().resolve(".tmp.data00000.dat"), item(10, 2));
        db = settings().recover(false).build();

        assertThat(failure(InvalidDatabaseStateException.class, db.start())).hasMessageContaining("unfinished");
        assertThat(directory().resolve(".tmp.data00000.dat")).exists();
        start();
        assertThat(directory().resolve(".tmp.data00000.dat")).doesNotExist();
    }

    @Test
    void readsManyItemsOfOneGroup() {
        start(settings().maxFileSize(1 << 20).maxBufferSize(1 << 18));
        for (int number = 0; number < 200_000; number++) {
            db.blocking().add(new byte[] {(byte) number});
        }
        db.blocking().flush();

        reopen(settings().maxFileSize(1 << 20).maxBufferSize(1 << 18));

        assertThat(walk()).hasSize(200_000).isSorted();
        assertThat(db.blocking().verify().items()).isEqualTo(200_000);
        assertStored(at(0, 150_000, 3), new byte[] {(byte) 150_000, (byte) 150_001, (byte) 150_002});
    }
}
