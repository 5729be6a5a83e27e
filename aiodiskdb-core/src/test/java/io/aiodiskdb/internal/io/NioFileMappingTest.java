package io.aiodiskdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.TestSeed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class NioFileMappingTest {

    private static final int PAGE = 4096;
    private static final String NAME = "file";

    private static volatile int one = 1;

    @TempDir
    private Path directory;

    private FileMapping map(byte[] contents) throws IOException {
        NioStorage storage = new NioStorage(directory);
        try (StorageFile file = storage.create(NAME)) {
            file.writeFully(ByteBuffer.wrap(contents), 0);
            return Objects.requireNonNull(file.map());
        }
    }

    private void setLength(long length) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve(NAME).toFile(), "rw")) {
            file.setLength(length);
        }
    }

    private static byte[] copied(FileMapping mapping, long offset, int length) {
        byte[] target = new byte[length + 2];
        assertThat(mapping.copy(offset, target, 1, length)).isTrue();
        assertThat(target[0]).isZero();
        assertThat(target[length + 1]).isZero();
        return Arrays.copyOfRange(target, 1, length + 1);
    }

    @Test
    void copiesWhatIsInTheFile() throws IOException {
        long seed = TestSeed.of("NioFileMappingTest");
        byte[] contents = TestSeed.bytes(seed, 300_000);
        FileMapping mapping = map(contents);
        SplittableRandom random = new SplittableRandom(seed);

        for (int round = 0; round < 20_000; round++) {
            int from = random.nextInt(contents.length);
            int length = 1 + random.nextInt(Math.min(round % 100 == 0 ? 200_000 : 100, contents.length - from));
            assertThat(copied(mapping, from, length)).isEqualTo(Arrays.copyOfRange(contents, from, from + length));
        }
        assertThat(mapping.length()).isEqualTo(contents.length);
        mapping.unmap();
    }

    @Test
    void seesWhatIsWrittenLater() throws IOException {
        FileMapping mapping = map(new byte[100]);
        try (StorageFile file = new NioStorage(directory).openForWriting(NAME)) {
            file.writeFully(ByteBuffer.wrap(new byte[] {1, 2, 3}), 50);
        }
        assertThat(copied(mapping, 50, 3)).containsExactly(1, 2, 3);
        mapping.unmap();
    }

    @Test
    void isNotMadeOfAnEmptyFile() throws IOException {
        try (StorageFile file = new NioStorage(directory).create(NAME)) {
            assertThat(file.map()).isNull();
        }
    }

    @Test
    void givesTheAddressesBack() throws IOException {
        FileMapping mapping = map(new byte[100]);
        assertThat(MappedLines.below(directory)).hasSize(1);

        mapping.unmap();

        assertThat(MappedLines.below(directory)).isEmpty();
    }

    @Test
    void tellsThatWhatWasJustWrittenIsInThePageCache() throws IOException {
        FileMapping mapping = map(new byte[10 * PAGE]);
        assertThat(mapping.isResident(0, 10 * PAGE)).isTrue();
        assertThat(mapping.isResident(5000, 1)).isTrue();
        mapping.unmap();
    }

    @Test
    void tellsThatAHoleWhichWasNeverReadIsNotInThePageCache() throws IOException {
        try (StorageFile file = new NioStorage(directory).create(NAME)) {
            setLength(100 * PAGE);
            FileMapping mapping = Objects.requireNonNull(file.map());
            assertThat(mapping.isResident(50 * PAGE, PAGE)).isFalse();
            mapping.unmap();
        }
    }

    /** Files of almost 4 GiB; no buffer of the JDK is larger than 2 GiB. Sparse, so it costs little. */
    @Test
    void copiesAcrossTheBordersOfItsRegions() throws IOException {
        long gibi = 1L << 30;
        byte[] marks = TestSeed.bytes(7, 200_000);
        try (StorageFile file = new NioStorage(directory).create(NAME)) {
            for (int border = 1; border <= 3; border++) {
                file.writeFully(ByteBuffer.wrap(marks), border * gibi - marks.length / 2);
            }
            setLength(4 * gibi - 1);
            FileMapping mapping = Objects.requireNonNull(file.map());
            assertThat(mapping.length()).isEqualTo(4 * gibi - 1);
            for (int border = 1; border <= 3; border++) {
                long from = border * gibi - marks.length / 2;
                assertThat(copied(mapping, from, marks.length)).isEqualTo(marks);
                for (int before = 1; before <= 20; before++) {
                    int at = marks.length / 2 - before;
                    assertThat(copied(mapping, from + at, 20)).isEqualTo(Arrays.copyOfRange(marks, at, at + 20));
                }
                assertThat(mapping.isResident(from, marks.length)).isTrue();
            }
            assertThat(copied(mapping, 4 * gibi - 2, 1)).containsExactly(0);
            mapping.unmap();
            assertThat(MappedLines.below(directory)).isEmpty();
        }
    }

    /**
     * Over and over, so that compiled code meets it too. A copy that is not refused ends with a zero, which the file never
     * held; and no error is left to come up later.
     */
    @Test
    void survivesAFileThatIsCutFromOutside() throws IOException {
        byte[] contents = new byte[100 * PAGE];
        Arrays.fill(contents, (byte) 0xA7); // the mark itself
        FileMapping mapping = map(contents);
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int round = 0; round < 60_000; round++) {
            boolean cut = round / 100 % 3 > 0;
            if (round % 100 == 0) {
                setLength(cut ? 50 * PAGE + 17 : contents.length);
            }
            int length = 1 + random.nextInt(round % 50 == 0 ? 20 * PAGE : 40);
            int end = 50 * PAGE + 18 + random.nextInt(49 * PAGE);
            byte[] target = new byte[length];
            boolean copied = mapping.copy(end - length, target, 0, length);
            assertThat(cut && copied && target[length - 1] != 0)
                    .as("round %s: a copy that looks right", round)
                    .isFalse();
            assertThat(copied || cut).as("round %s: copied", round).isTrue();
            refused += copied ? 0 : 1;
            assertThat(new byte[one][one].length).isEqualTo(one); // where an error that was left behind would come up
        }
        assertThat(refused).isGreaterThan(10_000);
        mapping.unmap();
    }
}
