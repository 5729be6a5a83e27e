package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.internal.io.MappedLines;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads out of data files that are mapped, because they have been read often. */
@EnabledOnOs(OS.LINUX)
class MappedReadTest extends DatabaseTest {

    private static final int ITEM = 1000;
    private static final int PER_FILE = 200;
    private static final int ITEMS = 3 * PER_FILE;
    private static final int OFTEN = 50;

    private static volatile int one = 1;

    @Override
    AioDiskDbBuilder settings() {
        return settings(directory()).maxFileSize(PER_FILE * ITEM).maxBufferSize(20 * ITEM);
    }

    private void fillAndMap(AioDiskDbBuilder settings) throws IOException {
        start(settings);
        for (int number = 0; number < ITEMS; number++) {
            assertThat(db.blocking().add(item(ITEM, number))).isEqualTo(location(number));
        }
        db.blocking().flush();
        for (int time = 0; time < OFTEN; time++) {
            for (int number = 0; number < ITEMS; number += PER_FILE) {
                assertThat(db.blocking().read(location(number))).hasValue(item(ITEM, number));
            }
        }
        assertThat(MappedLines.below(directory())).as("mapped").hasSize(ITEMS / PER_FILE);
    }

    private static ItemLocation location(int number) {
        return at(number / PER_FILE, number % PER_FILE * (long) ITEM, ITEM);
    }

    private void setLength(int index, long length) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(dataFile(directory(), index).toFile(), "rw")) {
            file.setLength(length);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anyRangeIsWhatWasAdded(boolean verifyReads) throws IOException {
        fillAndMap(settings().verifyReads(verifyReads));
        byte[][] files = new byte[ITEMS / PER_FILE][];
        for (int index = 0; index < files.length; index++) {
            ByteBuffer file = ByteBuffer.allocate(PER_FILE * ITEM);
            for (int number = 0; number < PER_FILE; number++) {
                file.put(item(ITEM, index * PER_FILE + number));
            }
            files[index] = file.array();
        }
        SplittableRandom random = new SplittableRandom(TestSeed.of("MappedReadTest"));
        for (int round = 0; round < 20_000; round++) {
            int index = random.nextInt(files.length);
            int from = random.nextInt(PER_FILE * ITEM);
            int to = from + 1 + random.nextInt(Math.min(round % 20 == 0 ? 100_000 : 2000, PER_FILE * ITEM - from));
            byte[] expected = Arrays.copyOfRange(files[index], from, to);
            assertThat(db.blocking().read(at(index, from, to - from))).hasValue(expected);
            if (round % 10 == 0) {
                assertThat(get(db.read(at(index, from, to - from)))).hasValue(expected);
            }
        }
    }

    @Test
    void aFutureOfWhatIsInThePageCacheIsCompleteAtOnce() throws IOException {
        fillAndMap(settings());

        CompletableFuture<?> read = db.read(location(0));

        assertThat(read.isDone()).isTrue();
    }

    @Test
    void aStopUnmaps() throws IOException {
        fillAndMap(settings());
        db.blocking().stop();
        assertThat(MappedLines.below(directory())).isEmpty();
    }

    @Test
    void aDroppedOrReplacedFileIsUnmapped() throws IOException {
        fillAndMap(settings());
        db.blocking().dropIndex(0);
        db.blocking().ltrim(1, ITEM);
        assertThat(MappedLines.below(directory())).hasSize(1);
        assertThat(db.blocking().read(location(0))).isEmpty();
        assertThat(db.blocking().read(location(PER_FILE))).isEmpty();
        assertStored(location(PER_FILE + 1), item(ITEM, PER_FILE + 1));
    }

    @Test
    void whatIsWrittenBehindACutIsReadAndNotWhatWasThereBefore() throws IOException {
        fillAndMap(settings());
        int last = ITEMS - 1;
        db.blocking().rtrim(location(last).index(), location(last).position());
        assertThat(db.blocking().read(location(last))).isEmpty();
        db.blocking().add(item(ITEM, last + 1));
        db.blocking().flush();
        for (int time = 0; time < OFTEN; time++) {
            assertThat(db.blocking().read(location(last))).hasValue(item(ITEM, last + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsCutFromOutsideIsReportedAsDamaged(boolean verifyReads) throws IOException {
        fillAndMap(settings().verifyReads(verifyReads));
        long page = 4096;
        setLength(0, 10 * page);

        for (int number = 0; number < PER_FILE; number++) {
            ItemLocation location = location(number);
            if (HEADER + location.end() <= 10 * page) {
                assertThat(db.blocking().read(location)).as("item %s", number).hasValue(item(ITEM, number));
            } else {
                assertThatThrownBy(() -> db.blocking().read(location))
                        .as("item %s", number)
                        .isExactlyInstanceOf(CorruptDataException.class)
                        .hasMessageContaining("shorter");
                failure(CorruptDataException.class, db.read(location));
            }
        }
        assertThat(db.blocking().read(location(PER_FILE))).as("another file").hasValue(item(ITEM, PER_FILE));
    }

    /** Cut and put right again and again while it is read: an answer is right, or an error that is declared. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsCutFromOutsideAllTheTimeDoesNotEndTheJvm(boolean verifyReads) throws Exception {
        fillAndMap(settings().verifyReads(verifyReads));
        byte[] whole = contents(dataFile(directory(), 0));
        Thread cutting = new Thread(() -> {
            try (RandomAccessFile file =
                    new RandomAccessFile(dataFile(directory(), 0).toFile(), "rw")) {
                SplittableRandom random = new SplittableRandom(3);
                while (!Thread.interrupted()) {
                    int length = random.nextInt(whole.length);
                    file.setLength(length);
                    file.seek(length);
                    file.write(whole, length, whole.length - length);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        cutting.start();
        SplittableRandom random = new SplittableRandom(4);
        int answers = 0;
        int errors = 0;
        for (int round = 0; round < 100_000; round++) {
            int number = random.nextInt(PER_FILE);
            try {
                byte[] found = db.blocking().read(location(number)).orElseThrow();
                answers++;
                if (verifyReads) {
                    assertThat(found).isEqualTo(item(ITEM, number));
                }
            } catch (AioDiskDbException e) {
                errors++;
            }
            assertThat(new byte[one][one].length).isEqualTo(one); // where an error that was left behind would come up
        }
        cutting.interrupt();
        cutting.join();
        System.out.println("MappedReadTest: " + answers + " answers and " + errors + " errors of a file that is cut");
        assertThat(answers).isPositive();
    }

    @Test
    void aBlockingReadAllocatesLittleMoreThanItsResult() throws IOException {
        fillAndMap(settings());
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        ItemLocation[] locations = new ItemLocation[ITEMS];
        Arrays.setAll(locations, MappedReadTest::location);
        BlockingAioDiskDb blocking = db.blocking();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 50; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (ItemLocation location : locations) {
                blocking.read(location);
            }
            least = Math.min(
                    least,
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        int array = 16 + ITEM;
        assertThat(least / ITEMS).as("bytes for each read").isLessThanOrEqualTo(array + 64);
    }

    /** A file that the Python library could have left: sparse, so it costs little. */
    @Test
    void positionsBehindTwoGibibytesAreRead() throws IOException {
        start(settings(directory()).maxFileSize(4000L << 20));
        db.blocking().stop();
        byte[] marks = item(10_000, 1);
        long border = 2L << 30;
        try (RandomAccessFile file =
                new RandomAccessFile(dataFile(directory(), 0).toFile(), "rw")) {
            file.setLength(HEADER + (3L << 30));
            file.seek(HEADER + border - 5000);
            file.write(marks);
        }
        start(settings(directory()).maxFileSize(4000L << 20));
        for (int time = 0; time < OFTEN; time++) {
            assertThat(db.blocking().read(at(0, border - 5000, marks.length))).hasValue(marks);
        }
        assertThat(MappedLines.below(directory())).as("mapped").hasSize(4);
        for (int from = 4900; from < 5100; from++) {
            assertThat(db.blocking().read(at(0, border - 5000 + from, 100)))
                    .hasValue(Arrays.copyOfRange(marks, from, from + 100));
        }
        assertThat(db.blocking().read(at(0, (3L << 30) - 10, 10))).as("a hole").hasValue(new byte[10]);
        assertThat(db.blocking().read(at(0, (3L << 30) - 10, 11))).isEmpty();
    }
}
