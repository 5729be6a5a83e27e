package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadTest extends DatabaseTest {

    private static final byte[] ALL = join(item(10, 1), item(11, 2), item(12, 3));

    @Test
    void readsAnyRangeFromTheBuffer() {
        start();
        addItems();

        assertEveryRange(33);
    }

    @Test
    void readsAnyRangeFromTheFile() {
        start();
        addItems();
        db.blocking().flush();

        assertEveryRange(33);
    }

    @Test
    void readsAnyRangeAcrossFileAndBuffer() {
        start();
        db.blocking().add(item(10, 1));
        db.blocking().addDurably(item(11, 2));
        db.blocking().add(item(12, 3));

        assertEveryRange(33);
    }

    @Test
    void readsAnyRangeAfterReopening() {
        start();
        addItems();

        reopen();

        assertEveryRange(33);
    }

    @Test
    void readsAnyRangeAcrossWhatWasWrittenBeforeAndAfterReopening() {
        start();
        db.blocking().add(item(10, 1));
        reopen();
        db.blocking().addDurably(item(11, 2));
        db.blocking().add(item(12, 3));

        assertEveryRange(33);
    }

    private void addItems() {
        for (int number = 1; number <= 3; number++) {
            db.blocking().add(item(9 + number, number));
        }
    }

    /** Ranges that end behind the last byte are not wholly there. */
    private void assertEveryRange(int end) {
        for (int from = 0; from <= end + 2; from++) {
            for (int to = from + 1; to <= end + 2; to++) {
                if (to <= end) {
                    assertStored(at(0, from, to - from), Arrays.copyOfRange(ALL, from, to));
                } else {
                    assertAbsent(at(0, from, to - from));
                }
            }
        }
    }

    @Test
    void findsNothingWhereNothingIs() {
        start();
        addThreeItemsInTwoIndexes();

        assertAbsent(at(0, 800, 1));
        assertAbsent(at(0, 4_000_000_000L, 200_000_000));
        assertAbsent(at(1, 399, 2));
        assertAbsent(at(2, 0, 1));
        assertAbsent(at(Integer.MAX_VALUE, 0, 1));
        assertAbsent(at(0, 799, 2));
    }

    @Test
    void findsNothingInARangeOfNoBytes() {
        start();
        db.blocking().addDurably(item(10, 1));

        assertAbsent(at(0, 0, 0));
        assertAbsent(at(0, 5, 0));
        assertAbsent(at(0, 10, 0));
        assertAbsent(at(7, 0, 0));
    }

    @Test
    void refusesARangeThatIsTooLarge() {
        start(settings().maxReadSize(20));
        db.blocking().add(item(30, 1));

        ItemTooLargeException refused = failure(ItemTooLargeException.class, db.read(at(0, 0, 21)));
        failure(ItemTooLargeException.class, db.read(at(5, 0, 0xFFFF_FFFFL)));
        assertThatExceptionOfType(ItemTooLargeException.class)
                .isThrownBy(() -> db.blocking().read(at(0, 0, 21)));

        assertThat(refused).hasMessageContaining("21").hasMessageContaining("20");
        assertStored(at(0, 3, 20), Arrays.copyOfRange(item(30, 1), 3, 23));
        assertStored(at(0, 0, 20), Arrays.copyOf(item(30, 1), 20));
    }

    @Test
    void takesNoMemoryForBytesThatAreNotThere() {
        start(settings().maxReadSize(Integer.MAX_VALUE - 8));
        db.blocking().addDurably(item(30, 1));

        // More than the heap of the tests has: an array of that size would fail.
        for (int round = 0; round < 4; round++) {
            assertAbsent(at(0, 0, 2_000_000_000));
            assertAbsent(at(3, 0, 2_000_000_000));
        }
    }

    @Test
    void handsOutACopy() {
        start();
        ItemLocation buffered = db.blocking().add(item(10, 1));
        byte[] first = get(db.read(buffered)).orElseThrow();
        Arrays.fill(first, (byte) 0);
        db.blocking().read(buffered).ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));

        assertStored(buffered, item(10, 1));
        db.blocking().flush();
        assertStored(buffered, item(10, 1));
    }

    @Test
    void readsMoreFilesThanItMayKeepOpen() {
        start(settings().maxOpenFiles(2).concurrency(4));
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            added.add(db.blocking().add(item(350, seed)));
        }
        db.blocking().flush();

        List<CompletableFuture<Optional<byte[]>>> reads = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            reads.add(db.read(added.get(round * 7 % 40)));
        }

        for (int round = 0; round < 200; round++) {
            assertThat(get(reads.get(round))).hasValue(item(350, round * 7 % 40));
        }
    }

    @Test
    void reportsADamagedItemAndReadsItsNeighbours() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        damage(dataFile(directory(), 0), HEADER + 399);
        start();

        CorruptDataException damaged = failure(CorruptDataException.class, db.read(at(0, 0, 400)));

        assertThat(damaged.location()).isEqualTo(at(0, 0, 400));
        assertThat(damaged).hasMessageContaining("CRC-32C");
        assertThatExceptionOfType(CorruptDataException.class)
                .isThrownBy(() -> db.blocking().read(at(0, 0, 400)));
        failure(CorruptDataException.class, db.read(at(0, 0, 800)));
        assertStored(at(0, 400, 400), item(400, 1));
        assertStored(at(1, 0, 400), item(400, 2));
    }

    @Test
    void reportsAnItemWhoseFileIsTooShort() throws Exception {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        java.nio.file.Files.write(
                dataFile(directory(), 0), Arrays.copyOf(contents(dataFile(directory(), 0)), HEADER + 700));
        start();

        CorruptDataException damaged = failure(CorruptDataException.class, db.read(at(0, 400, 400)));

        assertThat(damaged.location().index()).isZero();
        assertThat(damaged).hasMessageContaining("shorter");
        assertStored(at(0, 0, 400), item(400, 0));
        assertAbsent(at(0, 400, 401));
    }

    @Test
    void doesNotCheckReadsIfItIsNotToldTo() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        damage(dataFile(directory(), 0), HEADER + 399);
        byte[] damaged = item(400, 0);
        damaged[399] ^= 0x04;

        start(settings().verifyReads(false));

        assertStored(at(0, 0, 400), damaged);
    }
}
