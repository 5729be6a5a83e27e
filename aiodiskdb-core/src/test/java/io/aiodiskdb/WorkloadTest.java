package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The two mixed workloads of the Python library's own tests: one writer, and one reader that reads and checks items while
 * others are being written; then the same reads again on a store that has just been opened.
 */
@Timeout(3600)
class WorkloadTest {

    private static final long MEGABYTE = 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void largeItems() throws InterruptedException, IOException {
        run("WorkloadTest.largeItems", 1 << 10, 1 << 20, 64 * MEGABYTE);
    }

    @Test
    void smallItems() throws InterruptedException, IOException {
        run("WorkloadTest.smallItems", 1, 4096, 4 * MEGABYTE);
    }

    @Test
    @Tag("long")
    void largeItemsInFullSize() throws InterruptedException, IOException {
        run("WorkloadTest.largeItemsInFullSize", 1 << 10, 1 << 20, 1000 * MEGABYTE);
    }

    @Test
    @Tag("long")
    void smallItemsInFullSize() throws InterruptedException, IOException {
        run("WorkloadTest.smallItemsInFullSize", 1, 4096, 20 * MEGABYTE);
    }

    @Test
    @Tag("long")
    void smallItemsInTheSizeOfLargeOnes() throws InterruptedException, IOException {
        run("WorkloadTest.smallItemsInTheSizeOfLargeOnes", 1, 4096, 1000 * MEGABYTE);
    }

    /** What has been written; the reader may look at as many as are published. */
    private static final class Items {
        private final List<ItemLocation> locations = new ArrayList<>();
        private final List<Integer> checksums = new ArrayList<>();

        synchronized void add(ItemLocation location, int checksum) {
            locations.add(location);
            checksums.add(checksum);
        }

        synchronized int count() {
            return locations.size();
        }

        synchronized ItemLocation location(int number) {
            return locations.get(number);
        }

        synchronized int checksum(int number) {
            return checksums.get(number);
        }
    }

    private void run(String name, int least, int most, long total) throws InterruptedException, IOException {
        FileStore disk = Files.getFileStore(directory);
        Assumptions.assumeTrue(disk.getUsableSpace() > 3 * total, "no room for the workload");
        long seed = TestSeed.of(name);
        Path path = directory.resolve("db");
        Items items = new Items();
        List<Integer> reads = new ArrayList<>();
        try (AioDiskDb db = AioDiskDb.builder(path).build()) {
            db.blocking().start();
            AtomicLong bytesRead = new AtomicLong();
            AtomicLong bytesWritten = new AtomicLong();
            AtomicInteger writing = new AtomicInteger(1);
            long began = System.nanoTime();
            new Crew()
                    .add(() -> {
                        write(db, seed, least, most, total, items, bytesWritten);
                        writing.set(0);
                    })
                    .add(() -> {
                        SplittableRandom random = new SplittableRandom(~seed);
                        while (writing.get() == 1 || reads.isEmpty()) {
                            int count = items.count();
                            if (count > 0) {
                                int number = random.nextInt(count);
                                reads.add(number);
                                bytesRead.addAndGet(read(db, items, number));
                            }
                        }
                    })
                    .run();
            db.blocking().flush();
            report(name + ", mixed", began, items.count(), bytesWritten.get(), reads.size(), bytesRead.get());
            assertThat(db.stats().itemsAdded()).isEqualTo(items.count());
            assertThat(db.stats().bytesAdded()).isEqualTo(bytesWritten.get());
            assertThat(bytesWritten.get()).isGreaterThanOrEqualTo(total);
        }
        try (AioDiskDb db = AioDiskDb.builder(path).recover(false).build()) {
            db.blocking().start();
            long began = System.nanoTime();
            long bytesRead = 0;
            for (int number : reads) {
                bytesRead += read(db, items, number);
            }
            report(name + ", the same reads after reopening", began, 0, 0, reads.size(), bytesRead);
            for (int number = 0; number < items.count(); number++) {
                read(db, items, number);
            }
        }
    }

    private static void write(
            AioDiskDb db, long seed, int least, int most, long total, Items items, AtomicLong bytesWritten) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] item = new byte[most];
        while (bytesWritten.get() < total) {
            int size = random.nextInt(least, most + 1);
            random.nextBytes(item);
            ItemLocation location = db.blocking().add(ByteBuffer.wrap(item, 0, size));
            assertThat(location.size()).isEqualTo(size);
            items.add(location, checksum(item, size));
            bytesWritten.addAndGet(size);
        }
    }

    private static long read(AioDiskDb db, Items items, int number) {
        byte[] found = db.blocking().read(items.location(number)).orElseThrow();
        if (checksum(found, found.length) != items.checksum(number)) {
            throw new AssertionError("wrong bytes at " + items.location(number));
        }
        return found.length;
    }

    private static int checksum(byte[] bytes, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, size);
        return (int) crc.getValue();
    }

    private static void report(String what, long began, long writes, long bytesWritten, long reads, long bytesRead) {
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%s: %.2f s, %d writes with %.1f MB (%.1f MB/s), %d reads with %.1f MB (%.1f MB/s)%n",
                what,
                seconds,
                writes,
                bytesWritten / 1e6,
                bytesWritten / 1e6 / seconds,
                reads,
                bytesRead / 1e6,
                bytesRead / 1e6 / seconds);
    }
}
