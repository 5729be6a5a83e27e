package io.aiodiskdb;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aiodiskdb.internal.io.DirectoryLock;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database with small limits in a directory of its own, so that files and buffers are soon full.
 *
 * <p>Nothing is flushed but by the test's own doing.
 */
abstract class DatabaseTest {

    /** Bytes of items in a data file. */
    static final int FILE = 1000;

    /** Bytes in a buffer. */
    static final int BUFFER = 400;

    /** Bytes of the header of a data file. */
    static final int HEADER = 24;

    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    Path home;

    AioDiskDb db;

    private int copies;

    final Path directory() {
        return home.resolve("db");
    }

    AioDiskDbBuilder settings() {
        return settings(directory());
    }

    static AioDiskDbBuilder settings(Path directory) {
        return AioDiskDb.builder(directory)
                .maxFileSize(FILE)
                .maxBufferSize(BUFFER)
                .maxBufferItems(1_000_000)
                .flushInterval(Duration.ofDays(365))
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .overwrite(true);
    }

    final AioDiskDb start() {
        return start(settings());
    }

    final AioDiskDb start(AioDiskDbBuilder settings) {
        db = settings.build();
        db.blocking().start();
        return db;
    }

    /** Stops the database and opens its directory with another one. */
    final AioDiskDb reopen() {
        return reopen(settings(db.config().path()));
    }

    final AioDiskDb reopen(AioDiskDbBuilder settings) {
        db.blocking().stop();
        return start(settings);
    }

    /** Stops the database, and goes on with the directory as a dead process would have left it at this moment. */
    final AioDiskDb reopenAfterCrash() {
        Path copy = copyOfDirectory();
        db.close();
        return start(settings(copy));
    }

    /** Copies the directory as it is. */
    final Path copyOfDirectory() {
        copies++;
        Path copy = home.resolve("copy" + copies);
        copy(db.config().path(), copy);
        return copy;
    }

    @AfterEach
    void closeDatabase() {
        if (db != null) {
            db.close();
        }
    }

    // ---- items

    /** Bytes that differ from those of any other seed. */
    static byte[] item(int size, int seed) {
        byte[] item = new byte[size];
        new Random(seed * 1_000_003L + size).nextBytes(item);
        return item;
    }

    static byte[] join(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        byte[] whole = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    static ItemLocation at(int index, long position, long size) {
        return new ItemLocation(index, position, size);
    }

    /** Adds items that fill the first index and reach into the second: 0:0:400, 0:400:400, 1:0:400. */
    final List<ItemLocation> addThreeItemsInTwoIndexes() {
        List<ItemLocation> locations = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            locations.add(db.blocking().add(item(BUFFER, seed)));
        }
        db.blocking().flush();
        assertThat(locations).containsExactly(at(0, 0, 400), at(0, 400, 400), at(1, 0, 400));
        return locations;
    }

    final void assertStored(ItemLocation location, byte[] expected) {
        assertThat(get(db.read(location))).as("read of %s", location).hasValue(expected);
        assertThat(db.blocking().read(location))
                .as("blocking read of %s", location)
                .hasValue(expected);
    }

    final void assertAbsent(ItemLocation location) {
        assertThat(get(db.read(location))).as("read of %s", location).isEmpty();
        assertThat(db.blocking().read(location))
                .as("blocking read of %s", location)
                .isEmpty();
    }

    final List<ItemLocation> walk() {
        return walk(at(0, 0, 0));
    }

    final List<ItemLocation> walk(ItemLocation from) {
        try (Stream<StoredItem> items = db.items(from)) {
            return items.map(StoredItem::location).toList();
        }
    }

    // ---- futures

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new AssertionError("the operation has not succeeded", e);
        }
    }

    static <T extends Throwable> T failure(Class<T> type, CompletableFuture<?> future) {
        Throwable thrown = catchThrowable(() -> future.get(PATIENCE_SECONDS, SECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        assertThat(thrown.getCause()).isExactlyInstanceOf(type);
        return type.cast(thrown.getCause());
    }

    // ---- files

    static Path dataFile(Path directory, int index) {
        return directory.resolve(String.format("data%05d.dat", index));
    }

    static Path journal(Path directory, int index) {
        return directory.resolve(String.format("data%05d.journal", index));
    }

    static byte[] contents(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, byte[] contents) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes one bit. */
    static void damage(Path file, long offset) {
        byte[] contents = contents(file);
        contents[(int) offset] ^= 0x04;
        write(file, contents);
    }

    /** All regular files below a directory, but for the lock file, by name; with their lengths and checksums. */
    static Map<String, String> snapshot(Path directory) {
        Map<String, String> files = new TreeMap<>();
        for (Path file : files(directory)) {
            byte[] contents = contents(file);
            CRC32 crc = new CRC32();
            crc.update(contents);
            files.put(
                    directory.relativize(file).toString(),
                    contents.length + " bytes, CRC-32 " + Long.toHexString(crc.getValue()));
        }
        return files;
    }

    /** Copies the files below a directory, but for the lock file. */
    static void copy(Path from, Path to) {
        for (Path file : files(from)) {
            write(to.resolve(from.relativize(file).toString()), contents(file));
        }
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith(DirectoryLock.FILE))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
