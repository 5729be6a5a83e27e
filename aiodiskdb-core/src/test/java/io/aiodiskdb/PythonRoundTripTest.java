package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What another program does to the data files between two openings: the Python library knows of no journals. */
class PythonRoundTripTest extends DatabaseTest {

    private static final byte[] EMPTY_FILE = join(new byte[] {0x0d, (byte) 0xce, (byte) 0x8f, 0x37}, new byte[20]);

    private static void append(Path file, byte[] bytes) {
        write(file, join(contents(file), bytes));
    }

    private List<byte[]> quarantined() throws IOException {
        try (Stream<Path> files = Files.list(db.config().path().resolve("quarantine"))) {
            return files.map(DatabaseTest::contents).toList();
        }
    }

    @Test
    void findsTheLengthsThatItExpectsAfterACleanStop() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().ltrim(0, 150);
        db.blocking().rtrim(1, 333);
        Transaction transaction = db.transaction();
        transaction.add(item(950, 5));
        get(transaction.commit());
        db.blocking().add(item(7, 6));
        db.blocking().stop();

        assertThat(contents(dataFile(directory(), 0)))
                .as("genesis bytes, trim offset 150, zeros, what was not trimmed")
                .isEqualTo(join(
                        new byte[] {0x0d, (byte) 0xce, (byte) 0x8f, 0x37, (byte) 150},
                        new byte[19],
                        Arrays.copyOfRange(item(400, 0), 150, 400),
                        item(400, 1)));
        assertThat(contents(dataFile(directory(), 1))).isEqualTo(join(EMPTY_FILE, Arrays.copyOf(item(400, 2), 333)));
        assertThat(contents(dataFile(directory(), 2))).isEqualTo(join(EMPTY_FILE, item(950, 5), item(7, 6)));
    }

    @Test
    void bytesAppendedAfterACleanStopAreAdopted() {
        start();
        List<ItemLocation> own = addThreeItemsInTwoIndexes();
        db.blocking().stop();
        append(dataFile(directory(), 1), item(120, 7));

        start();

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertStored(at(1, 400, 120), item(120, 7));
        assertStored(
                at(1, 350, 100), join(Arrays.copyOfRange(item(400, 2), 350, 400), Arrays.copyOf(item(120, 7), 50)));
        ItemLocation next = db.blocking().addDurably(item(30, 8));
        assertThat(next).isEqualTo(at(1, 520, 30));
        assertThat(walk()).containsExactly(own.get(0), own.get(1), own.get(2), next);
        reopenAfterCrash();
        assertStored(at(1, 400, 150), join(item(120, 7), item(30, 8)));
        assertThat(db.blocking().verify().isIntact()).isTrue();
        assertThat(db.blocking().verify().uncheckedBytes()).isEqualTo(120);
    }

    @Test
    void filesCreatedAfterACleanStopAreAdopted() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        append(dataFile(directory(), 1), item(550, 7));
        write(dataFile(directory(), 2), join(EMPTY_FILE, item(800, 8)));
        write(dataFile(directory(), 4), join(EMPTY_FILE, item(300, 9))); // 3 was dropped meanwhile

        start();

        assertStored(at(1, 400, 550), item(550, 7));
        assertStored(at(2, 0, 800), item(800, 8));
        assertStored(at(4, 0, 300), item(300, 9));
        failure(IndexNotFoundException.class, db.dropIndex(3));
        assertThat(db.blocking().addDurably(item(50, 10))).isEqualTo(at(4, 300, 50));
        assertThat(db.blocking().verify().isIntact()).isTrue();
        reopen();
        assertStored(at(2, 0, 800), item(800, 8));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void aFileLongerThanTheMaximumIsAdoptedAndNeverExtended() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        append(dataFile(directory(), 1), item(700, 7));

        start();

        assertStored(at(1, 400, 700), item(700, 7));
        assertThat(db.blocking().addDurably(item(1, 8))).isEqualTo(at(2, 0, 1));
        assertThat(dataFile(directory(), 1)).hasSize(HEADER + 1100);
    }

    @Test
    void anAdoptedStoreCanBeExtendedAgainAndAgain() {
        start();
        db.blocking().add(item(10, 0));
        for (int round = 1; round <= 4; round++) {
            db.blocking().stop();
            append(dataFile(directory(), 0), item(20, round));
            start();
            db.blocking().add(item(30, round));
        }

        for (int round = 1; round <= 4; round++) {
            assertStored(at(0, 10 + (round - 1) * 50L, 50), join(item(20, round), item(30, round)));
        }
    }

    @Test
    void bytesAppendedWithoutACleanStopAreRolledBackAndKept() throws IOException {
        start();
        db.blocking().addDurably(item(100, 1));
        Path crashed = copyOfDirectory();
        append(dataFile(crashed, 0), item(60, 7));
        db.close();

        start(settings(crashed));

        assertStored(at(0, 0, 100), item(100, 1));
        assertAbsent(at(0, 100, 1));
        assertThat(dataFile(crashed, 0)).hasSize(HEADER + 100);
        assertThat(quarantined()).containsExactly(item(60, 7));
        assertThat(db.blocking().addDurably(item(10, 2))).isEqualTo(at(0, 100, 10));
    }

    @Test
    void filesCreatedWithoutACleanStopAreRemovedAndKept() throws IOException {
        start();
        db.blocking().addDurably(item(100, 1));
        Path crashed = copyOfDirectory();
        write(dataFile(crashed, 1), join(EMPTY_FILE, item(60, 7)));
        db.close();

        start(settings(crashed));

        assertStored(at(0, 0, 100), item(100, 1));
        assertAbsent(at(1, 0, 1));
        assertThat(dataFile(crashed, 1)).doesNotExist();
        assertThat(quarantined()).containsExactly(join(EMPTY_FILE, item(60, 7)));
    }

    @Test
    void aTrimOnTheLeftAfterACleanStopIsHonoured() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        for (int index : new int[] {0, 1}) {
            byte[] whole = contents(dataFile(directory(), index));
            byte[] header = EMPTY_FILE.clone();
            header[4] = 100;
            write(dataFile(directory(), index), join(header, Arrays.copyOfRange(whole, HEADER + 100, whole.length)));
        }

        start();

        assertAbsent(at(0, 0, 400));
        assertStored(at(0, 100, 300), Arrays.copyOfRange(item(400, 0), 100, 400));
        assertStored(at(0, 400, 400), item(400, 1));
        assertStored(at(1, 100, 300), Arrays.copyOfRange(item(400, 2), 100, 400));
        assertThat(walk()).containsExactly(at(0, 400, 400));
        assertThat(db.blocking().verify().isIntact()).isTrue();
        assertThat(db.blocking().addDurably(item(10, 5))).isEqualTo(at(1, 400, 10));
    }

    @Test
    void anUnfinishedFileOfALtrimIsRemoved() {
        start();
        addThreeItemsInTwoIndexes();
        Path crashed = copyOfDirectory();
        write(crashed.resolve(".tmp.data00000.dat"), item(300, 7));
        write(crashed.resolve(".tmp.foreign.dat"), item(300, 8));
        db.close();

        start(settings(crashed));

        assertThat(crashed.resolve(".tmp.data00000.dat")).doesNotExist();
        assertThat(contents(crashed.resolve(".tmp.foreign.dat"))).isEqualTo(item(300, 8));
        assertStored(at(0, 0, 400), item(400, 0));
    }

    @Test
    void aFileThatWasNeverFinishedIsKeptAndNotAdopted() throws IOException {
        int number = 0;
        for (byte[] unfinished : List.of(Arrays.copyOf(EMPTY_FILE, 10), new byte[24], new byte[0])) {
            Path place = home.resolve("unfinished" + number++);
            write(dataFile(place, 0), join(EMPTY_FILE, item(100, 1)));
            write(dataFile(place, 1), unfinished);

            start(settings(place));

            assertStored(at(0, 0, 100), item(100, 1));
            assertThat(quarantined()).containsExactly(unfinished);
            assertThat(dataFile(place, 1)).doesNotExist();
            assertThat(db.blocking().addDurably(item(350, 2))).isEqualTo(at(0, 100, 350));
            db.close();
        }
    }

    @Test
    void aFileThatEndsBehindTheLastPositionIsRefused() {
        byte[] header = EMPTY_FILE.clone();
        Arrays.fill(header, 4, 8, (byte) 0xff);
        write(dataFile(directory(), 0), join(header, item(100, 1)));
        db = settings().build();

        assertThat(failure(InvalidDataFileException.class, db.start())).hasMessageContaining("4294967295");
    }
}
