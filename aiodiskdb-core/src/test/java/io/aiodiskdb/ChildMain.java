package io.aiodiskdb;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseLockedException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The process that is killed, stopped and starved by the tests. It tells on its standard output what has been
 * acknowledged to it, a line at a time; what else it has to say goes to the standard error.
 */
final class ChildMain {

    static final int MAX_FILE_SIZE = 32 << 10;
    static final int MAX_BUFFER_SIZE = 4 << 10;
    static final int TIMEOUT_MILLIS = 1_500;

    private static final FileOutputStream REPORT = new FileOutputStream(FileDescriptor.out);

    private final Path directory;
    private final long seed;
    private final int round;

    private ChildMain(Path directory, long seed, int round) {
        this.directory = directory;
        this.seed = seed;
        this.round = round;
    }

    /**
     * Runs.
     *
     * @param args what to do, the directory, the seed, the number of the round
     * @throws Exception ends the process
     */
    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        ChildMain child = new ChildMain(Path.of(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]));
        switch (args[0]) {
            case "hold" -> child.hold();
            case "open" -> child.open();
            case "write" -> child.write(false, false);
            case "hook" -> child.write(true, false);
            case "hook-flush" -> child.write(true, true);
            case "file-size" -> child.fileSize();
            case "open-files" -> child.openFiles();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    static AioDiskDbBuilder settings(Path directory) {
        return AioDiskDb.builder(directory)
                .maxFileSize(MAX_FILE_SIZE)
                .maxBufferSize(MAX_BUFFER_SIZE)
                .maxBufferItems(16)
                .flushInterval(Duration.ofMillis(20));
    }

    /** One write, so that the reader never sees half a line of a process that has been killed between two. */
    private static void report(String line) {
        try {
            REPORT.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---------------------------------------------------------------- the lock

    private void hold() throws IOException {
        AioDiskDb db = settings(directory).build();
        db.blocking().start();
        report("RUNNING");
        int ignored = System.in.read(); // until the parent closes it, or kills
        db.close();
        report("STOPPED " + ignored);
    }

    private void open() {
        AioDiskDb db = settings(directory).build();
        try {
            db.blocking().start();
            report("RUNNING");
            db.close();
        } catch (DatabaseLockedException e) {
            report("REFUSED " + e.getMessage());
        }
    }

    // ---------------------------------------------------------------- load, until a signal comes

    private void write(boolean hook, boolean flushing) throws InterruptedException {
        AioDiskDb db = settings(directory).shutdownHook(hook).build();
        report("STARTING");
        db.blocking().start();
        report("RUNNING");
        List<Thread> writers = new ArrayList<>();
        for (int number = 0; number < 2; number++) {
            int writer = round * 10 + number;
            writers.add(new Thread(() -> untilStopped(() -> addForEver(db, writer, hook))));
        }
        writers.add(new Thread(() -> untilStopped(() -> commitForEver(db, round * 10 + 2))));
        if (flushing) {
            writers.add(new Thread(() -> untilStopped(() -> flushForEver(db))));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        report("ENDED");
    }

    /** A database that is closed under its writers refuses them, and nothing else happens to them. */
    private static void untilStopped(Runnable work) {
        try {
            work.run();
        } catch (NotRunningException e) {
            report("REFUSED " + e.getMessage());
        }
    }

    private void addForEver(AioDiskDb db, int writer, boolean reportPlainAdds) {
        SplittableRandom random = new SplittableRandom(seed ^ writer);
        BlockingAioDiskDb blocking = db.blocking();
        for (int number = 0; ; number++) {
            MarkedItem item = MarkedItem.single(writer, number, MarkedItem.MARK + random.nextInt(300));
            if (random.nextInt(4) > 0) {
                ItemLocation location = blocking.add(item.bytes());
                if (reportPlainAdds) {
                    acknowledged(item, location);
                }
            } else {
                acknowledged(item, blocking.addDurably(item.bytes()));
            }
        }
    }

    private void commitForEver(AioDiskDb db, int writer) {
        SplittableRandom random = new SplittableRandom(seed ^ writer);
        for (int number = 0; ; number++) {
            int total = 1 + random.nextInt(10);
            int most = random.nextInt(8) == 0 ? MAX_FILE_SIZE / 2 : 400;
            List<MarkedItem> items = new ArrayList<>();
            List<ItemLocation> locations;
            try (BlockingTransaction transaction = db.blocking().transaction()) {
                for (int ordinal = 0; ordinal < total; ordinal++) {
                    MarkedItem item =
                            new MarkedItem(writer, number, ordinal, total, MarkedItem.MARK + random.nextInt(most));
                    items.add(item);
                    transaction.add(item.bytes());
                }
                locations = transaction.commit();
            }
            report(IntStream.range(0, total)
                    .mapToObj(ordinal -> line(items.get(ordinal), locations.get(ordinal)))
                    .collect(Collectors.joining(" ", "ACK ", "")));
        }
    }

    private static void flushForEver(AioDiskDb db) {
        while (true) {
            db.blocking().flush();
        }
    }

    private static void acknowledged(MarkedItem item, ItemLocation location) {
        report("ACK " + line(item, location));
    }

    private static String line(MarkedItem item, ItemLocation location) {
        return location + "/" + item.writer() + "/" + item.number() + "/" + item.ordinal() + "/" + item.total();
    }

    // ---------------------------------------------------------------- limits of the process

    /** Adds until the file-size limit stops it, and then until somebody lifts the limit. */
    private void fileSize() {
        AioDiskDb db = AioDiskDb.builder(directory)
                .maxFileSize(8 << 20)
                .maxBufferSize(64 << 10)
                .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .build();
        db.blocking().start();
        report("RUNNING");
        starve(db, 1);
        db.close();
        report("CLOSED");
    }

    private void starve(AioDiskDb db, int writer) {
        Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
        int number = addUntilRefused(db, writer, added);
        report("STATE " + db.state());
        report("READ " + readAll(db, added) + " OF " + added.size());
        CompletableFuture<Void> flush = db.flush();
        report("ASKED");
        while (true) { // until the parent has given way
            try {
                flush.join();
                break;
            } catch (RuntimeException e) {
                require(e.getCause() instanceof StorageFullException, e);
                flush = db.flush();
            }
        }
        added.forEach((location, item) -> acknowledged(item, location));
        awaitRunning(db);
        MarkedItem last = MarkedItem.single(writer, number, 1000);
        acknowledged(last, db.blocking().addDurably(last.bytes()));
        report("STATE " + db.state());
    }

    /** The parent loses its patience if this takes too long. */
    private static void awaitRunning(AioDiskDb db) {
        while (db.state() != DbState.RUNNING) {
            Thread.onSpinWait();
        }
    }

    private int addUntilRefused(AioDiskDb db, int writer, Map<ItemLocation, MarkedItem> added) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean full = false;
        for (int number = 0; ; number++) {
            MarkedItem item = MarkedItem.single(writer, number, MarkedItem.MARK + random.nextInt(8_000));
            try {
                if (number % 4 == 0 && !full) {
                    CompletableFuture<ItemLocation> durable = db.addDurably(item.bytes());
                    ItemLocation location = durable.join();
                    added.put(location, item);
                    acknowledged(item, location);
                } else {
                    added.put(db.blocking().add(item.bytes()), item);
                }
            } catch (AddTimeoutException e) {
                report("TIMEOUT " + e.getMessage());
                return number;
            } catch (RuntimeException e) {
                if (e.getCause() instanceof StorageFullException storageFull) {
                    report("FULL " + storageFull.getMessage());
                    full = true; // the item is in RAM: which is why the next ones are added without waiting
                } else if (e.getCause() instanceof AddTimeoutException timeout) {
                    report("TIMEOUT " + timeout.getMessage());
                    return number;
                } else {
                    throw e;
                }
            }
        }
    }

    private static int readAll(AioDiskDb db, Map<ItemLocation, MarkedItem> added) {
        int right = 0;
        for (Map.Entry<ItemLocation, MarkedItem> each : added.entrySet()) {
            Optional<byte[]> found = db.blocking().read(each.getKey());
            if (found.isPresent() && MarkedItem.check(found.get()).equals(each.getValue())) {
                right++;
            }
        }
        return right;
    }

    private static void require(boolean condition, @Nullable Throwable otherwise) {
        if (!condition) {
            throw new IllegalStateException("something else went wrong", otherwise);
        }
    }

    /** Adds while there is no descriptor left for another file, and then again with some. */
    private void openFiles() throws IOException, ReflectiveOperationException, URISyntaxException {
        loadAllClasses();
        AioDiskDb db = settings(directory)
                .maxOpenFiles(4)
                .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .build();
        db.blocking().start();
        report("RUNNING");
        LoggerFactory.getLogger(ChildMain.class).warn("Warming up", new IllegalStateException(new IOException("none")));
        MarkedItem first = MarkedItem.single(0, 0, 100);
        ItemLocation location = db.blocking().addDurably(first.bytes());
        require(MarkedItem.check(db.blocking().read(location).orElseThrow()).equals(first), null);
        acknowledged(first, location);
        List<Closeable> hogs = new ArrayList<>();
        Thread giveBack = new Thread(() -> {
            try {
                int ignored = System.in.read(); // the parent says when
                for (Closeable hog : hogs) {
                    hog.close();
                }
                report("GIVEN BACK " + ignored);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        hog(hogs);
        giveBack.start();
        starveOfFiles(db);
        db.close();
        report("CLOSED");
    }

    private void starveOfFiles(AioDiskDb db) {
        Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
        int refused = 0;
        int number = 0;
        while (refused < 2) {
            MarkedItem item = MarkedItem.single(1, number, MarkedItem.MARK + 1000);
            try {
                ItemLocation location = db.blocking().add(item.bytes());
                added.put(location, item);
                number++;
            } catch (AddTimeoutException | StorageFullException e) {
                refused++;
                report("TIMEOUT " + e.getMessage());
            }
        }
        report("STATE " + db.state());
        int right = 0;
        int failed = 0;
        for (Map.Entry<ItemLocation, MarkedItem> each : added.entrySet()) {
            try {
                if (MarkedItem.check(db.blocking().read(each.getKey()).orElseThrow())
                        .equals(each.getValue())) {
                    right++;
                }
            } catch (AioDiskDbException e) {
                failed++; // there is no descriptor for the file: an error, but not a wrong answer
            }
        }
        report("READ " + (right + failed) + " OF " + added.size() + ", " + failed + " FAILED");
        report("ASKED");
        while (true) { // until the parent has given way
            try {
                db.blocking().flush();
                break;
            } catch (StorageFullException e) {
                report("WAITING " + e.getMessage());
            }
        }
        added.forEach((location, item) -> acknowledged(item, location));
        MarkedItem last = MarkedItem.single(1, number, 1000);
        acknowledged(last, db.blocking().addDurably(last.bytes()));
        awaitRunning(db);
        report("STATE " + db.state());
        report("READ " + readAll(db, added) + " OF " + added.size() + ", 0 FAILED");
    }

    @SuppressWarnings("StreamResourceLeak") // that is what it is for
    private static void hog(List<Closeable> hogs) {
        try {
            while (true) {
                hogs.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            report("HOGGED " + (hogs.size() > 0));
        }
    }

    /** A class that is not loaded yet needs a descriptor. */
    private static void loadAllClasses() throws IOException, ReflectiveOperationException, URISyntaxException {
        Path root = Path.of(AioDiskDb.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
                if (!name.endsWith("-info")) {
                    Class.forName(name);
                }
            }
        }
    }
}
