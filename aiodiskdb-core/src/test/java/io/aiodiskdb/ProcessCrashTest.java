package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.DatabaseLockedException;
import io.aiodiskdb.internal.io.DirectoryLock;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that die, and processes that get in each other's way. */
@Timeout(600)
class ProcessCrashTest {

    @TempDir
    private Path temporary;

    // ---------------------------------------------------------------- two processes

    @Test
    void aSecondProcessIsRefusedBeforeItTouchesAFile() throws IOException, InterruptedException {
        Path directory = temporary.resolve("db");
        try (AioDiskDb db = ChildMain.settings(directory).build()) {
            db.blocking().start();
            db.blocking().addDurably(MarkedItem.single(0, 0, 500).bytes());
            Files.writeString(directory.resolve(".tmp.data00007.dat"), "what an opener would remove");
            Map<String, String> before = contents(directory);
            try (ChildProcess child = ChildProcess.start(errors(), "open", directory, 1, 0)) {
                assertThat(child.await("REFUSED"))
                        .contains(Long.toString(ProcessHandle.current().pid()));
                child.finish();
                assertThat(child.exitValue()).isZero();
            }
            assertThat(contents(directory)).isEqualTo(before);
            db.blocking().addDurably(MarkedItem.single(0, 1, 500).bytes());
        }
        try (ChildProcess child = ChildProcess.start(errors(), "open", directory, 1, 0)) {
            child.await("RUNNING");
            child.finish();
        }
    }

    @Test
    void aProcessThatIsKilledGivesTheDirectoryFree() throws IOException, InterruptedException {
        Path directory = temporary.resolve("db");
        try (ChildProcess child = ChildProcess.start(errors(), "hold", directory, 1, 0);
                AioDiskDb db = ChildMain.settings(directory).build()) {
            child.await("RUNNING");
            assertThatExceptionOfType(DatabaseLockedException.class)
                    .isThrownBy(db.blocking()::start)
                    .withMessageContaining(Long.toString(child.pid()));
            child.kill();
            db.blocking().start();
        }
    }

    @Test
    void aProcessThatStopsGivesTheDirectoryFree() throws IOException, InterruptedException {
        Path directory = temporary.resolve("db");
        try (ChildProcess child = ChildProcess.start(errors(), "hold", directory, 1, 0);
                AioDiskDb db = ChildMain.settings(directory).recover(false).build()) {
            child.await("RUNNING");
            assertThatExceptionOfType(DatabaseLockedException.class).isThrownBy(db.blocking()::start);
            child.endInput();
            child.await("STOPPED");
            db.blocking().start();
        }
    }

    /** The lock file is not read: closing any descriptor of it would release this process's lock. */
    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean lock = file.getFileName().toString().equals(DirectoryLock.FILE);
                contents.put(
                        directory.relativize(file).toString(),
                        Files.getLastModifiedTime(file)
                                + " "
                                + (lock ? Files.size(file) : HexFormat.of().formatHex(Files.readAllBytes(file))));
            }
        }
        return contents;
    }

    // ---------------------------------------------------------------- kill -9

    @Test
    void nothingAcknowledgedIsLostByAKilledProcess() throws IOException, InterruptedException {
        kill(TestSeed.of("ProcessCrashTest.nothingAcknowledgedIsLostByAKilledProcess"), 50);
    }

    @Test
    @Tag("long")
    void nothingAcknowledgedIsLostByManyKilledProcesses() throws IOException, InterruptedException {
        kill(TestSeed.fresh("ProcessCrashTest.nothingAcknowledgedIsLostByManyKilledProcesses"), 500);
    }

    private void kill(long seed, int rounds) throws IOException, InterruptedException {
        Path directory = temporary.resolve("db");
        SplittableRandom random = new SplittableRandom(seed);
        Map<ItemLocation, MarkedItem> acknowledged = new HashMap<>();
        long began = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            try (ChildProcess child = ChildProcess.start(errors(), "write", directory, seed, round)) {
                if (random.nextInt(6) == 0) {
                    child.await("STARTING"); // and die somewhere in the recovery or soon after
                    LockSupport.parkNanos(random.nextInt(100_000_000));
                } else {
                    child.awaitAcknowledgements(1 + random.nextInt(150));
                }
                assertThat(child.isAlive()).as("child%s", child.story()).isTrue();
                child.kill();
                acknowledged.putAll(child.acknowledged());
            }
            String where = "seed " + seed + ", round " + round;
            // Half of the rounds leave the recovery to the next child: this one looks at a copy.
            if (random.nextBoolean()) {
                check(directory, acknowledged, where);
            } else {
                Path copy = copy(directory, "copy" + round);
                check(copy, acknowledged, where);
            }
        }
        System.out.printf(
                "%d processes killed, %d items acknowledged, %.1f s%n",
                rounds, acknowledged.size(), (System.nanoTime() - began) / 1e9);
    }

    private Path copy(Path directory, String name) throws IOException {
        Path copy = Files.createDirectories(temporary.resolve(name));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    /** Opens the store and looks whether it is a prefix of what was committed, with all that was acknowledged. */
    private static void check(Path directory, Map<ItemLocation, MarkedItem> acknowledged, String where) {
        try (AioDiskDb db = ChildMain.settings(directory).build()) {
            db.blocking().start();
            StoreCheck.check(db, acknowledged, where);
        }
    }

    // ---------------------------------------------------------------- SIGTERM and SIGINT

    @ParameterizedTest
    @CsvSource({
        "hook, TERM, 1",
        "hook, TERM, 2",
        "hook-flush, TERM, 1",
        "hook-flush, TERM, 2",
        "hook, INT, 1",
        "hook-flush, INT, 2",
    })
    void aSignalLosesNothingThatWasAdded(String load, String signal, int times)
            throws IOException, InterruptedException {
        long seed = TestSeed.of("ProcessCrashTest.aSignalLosesNothingThatWasAdded");
        Path directory = temporary.resolve("db");
        SplittableRandom random = new SplittableRandom(seed);
        Map<ItemLocation, MarkedItem> acknowledged = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            String where = load + ", " + signal + ", seed " + seed + ", round " + round;
            try (ChildProcess child = ChildProcess.start(errors(), load, directory, seed, round)) {
                child.awaitAcknowledgements(200 + random.nextInt(2_000));
                for (int number = 0; number < times; number++) {
                    child.signal(signal);
                }
                child.finish();
                assertThat(child.exitValue())
                        .as("exit status, %s%s", where, child.story())
                        .isEqualTo(signal.equals("TERM") ? 128 + 15 : 128 + 2);
                acknowledged.putAll(child.acknowledged());
            }
            try (AioDiskDb db = ChildMain.settings(directory).recover(false).build()) {
                db.blocking().start(); // refused, had the stop not been a clean one
                StoreCheck.check(db, acknowledged, where);
            }
        }
    }

    private Path errors() {
        return temporary.resolve("errors.log");
    }

    /** What a store must be after whatever has happened to its writers. */
    static final class StoreCheck {

        private final Map<Integer, Integer> nextOfWriter = new HashMap<>();
        private final Map<ItemLocation, MarkedItem> found = new HashMap<>();
        private int openWriter = -1;
        private int openNumber;
        private int openOrdinal;
        private int openTotal;
        private int index;
        private long position;

        private StoreCheck() {}

        static void check(AioDiskDb db, Map<ItemLocation, MarkedItem> acknowledged, String where) {
            try {
                StoreCheck check = new StoreCheck();
                List<StoredItem> items;
                try (Stream<StoredItem> walk = db.items()) {
                    items = walk.toList();
                }
                for (StoredItem item : items) {
                    check.next(
                            item.location(), db.blocking().read(item.location()).orElseThrow());
                }
                assertThat(check.openOrdinal)
                        .as("items of the last transaction")
                        .isEqualTo(check.openTotal);
                acknowledged.forEach((location, item) -> assertThat(check.found.get(location))
                        .as("acknowledged at %s", location)
                        .isEqualTo(item));
                assertThat(db.blocking().verify().damages()).isEmpty();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(where + ": " + e.getMessage(), e);
            }
        }

        private void next(ItemLocation location, byte[] bytes) {
            if (location.index() != index) {
                assertThat(location.index()).as("index behind %s", index).isEqualTo(index + 1);
                index++;
                position = 0;
            }
            assertThat(location.position())
                    .as("position of the next item in index %s", index)
                    .isEqualTo(position);
            position = location.end();
            MarkedItem item = MarkedItem.check(bytes);
            found.put(location, item);
            if (openOrdinal < openTotal) {
                assertThat(item)
                        .as("item behind one of a transaction")
                        .isEqualTo(new MarkedItem(openWriter, openNumber, openOrdinal, openTotal, bytes.length));
            } else {
                inOrder(item);
                openWriter = item.writer();
                openNumber = item.number();
                openOrdinal = 0;
                openTotal = item.total();
                assertThat(item.ordinal()).as("ordinal of %s", item).isZero();
            }
            openOrdinal += openTotal > 0 ? 1 : 0;
        }

        /** Whoever adds one item after the other finds them stored in this order, and none left out. */
        private void inOrder(MarkedItem item) {
            int expected = nextOfWriter.getOrDefault(item.writer(), 0);
            assertThat(item.number())
                    .as("next item of writer %s", item.writer())
                    .isEqualTo(expected);
            nextOfWriter.put(item.writer(), expected + 1);
        }
    }
}
