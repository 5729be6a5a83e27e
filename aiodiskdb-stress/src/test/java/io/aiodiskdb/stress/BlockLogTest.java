package io.aiodiskdb.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockLogTest {

    private static final int SECTOR = 512;

    @TempDir
    private Path temporary;

    /** A write of 1 to sector 0, a flush, a write of 2 to sector 0 and one of 3 to sectors 1 and 2. */
    @BeforeEach
    void makeLog() throws IOException {
        ByteBuffer log = ByteBuffer.allocate(20 * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        log.putLong(0x6a736677736872L).putLong(1).putLong(4).putInt(SECTOR);
        log.position(SECTOR);
        entry(log, 0, 1, 0, 1);
        entry(log, 0, 0, 1, 0);
        entry(log, 0, 1, 0, 2);
        entry(log, 1, 2, 0, 3);
        Files.write(blocks(), Arrays.copyOf(log.array(), log.position()));
    }

    private static void entry(ByteBuffer log, long sector, int sectors, long flags, int value) {
        int at = log.position();
        log.putLong(sector).putLong(sectors).putLong(flags).putLong(0).position(at + SECTOR);
        byte[] data = new byte[sectors * SECTOR];
        Arrays.fill(data, (byte) value);
        log.put(data);
    }

    @Test
    void keepsWhatWasFlushedAndAnyPartOfTheRest() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 300; seed++) {
            String sectors = cut(4, seed);
            assertThat(sectors)
                    .as("what was flushed, or what was written over it")
                    .matches("[12][03][03]");
            seen.add(sectors);
        }
        assertThat(seen).contains("100", "133", "200", "233", "103", "130");
    }

    @Test
    void mayLoseAWriteThatNoFlushHasFollowed() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            seen.add(cut(1, seed));
        }
        assertThat(seen).containsExactlyInAnyOrder("000", "100");
    }

    @Test
    void writesNothingThatWasSentAfterTheCut() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(cut(2, seed)).isEqualTo("100");
        }
    }

    @Test
    void refusesAFileThatIsNoLogOfWrites() throws IOException {
        Files.write(blocks(), new byte[4096]);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> BlockLog.open(blocks()))
                .withMessageContaining("is no log of writes");
    }

    private String cut(int entries, long seed) throws IOException {
        Path image = temporary.resolve("image");
        Files.write(image, new byte[3 * SECTOR]);
        try (BlockLog log = BlockLog.open(blocks());
                FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            new PowerCut(log, channel, new SplittableRandom(seed)).apply(entries);
        }
        byte[] bytes = Files.readAllBytes(image);
        StringBuilder sectors = new StringBuilder();
        for (int at = 0; at < bytes.length; at += SECTOR) {
            sectors.append(bytes[at]);
        }
        return sectors.toString();
    }

    private Path blocks() {
        return temporary.resolve("blocks");
    }
}
