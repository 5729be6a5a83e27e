package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.benchmarks.system.AioDiskDbContender;
import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Contenders;
import io.aiodiskdb.benchmarks.system.Durability;
import io.aiodiskdb.benchmarks.system.PythonContender;
import io.aiodiskdb.benchmarks.system.Role;
import io.aiodiskdb.benchmarks.system.Setup;
import io.aiodiskdb.benchmarks.system.Store;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Opens what has been stored before and closed in good order. */
final class Opening implements Workload {

    private static final int SIZE = 1 << 10;
    private static final long ITEMS = 5L << 20;
    private static final int FILES = 9_999;
    private static final int ITEMS_IN_A_FILE = 512;
    private static final int TIMES = 5;

    /** Of the items that are stored, one in so many is read. */
    private static final int HANDLE_EVERY = 64;

    private static final int TAIL = 64 << 10;
    private static final String MANY_ITEMS = "5 GiB, 5 million items";
    private static final String MANY_FILES = "10 000 files";

    @Override
    public String name() {
        return "W5";
    }

    @Override
    public String description() {
        return "opening, and the memory that the open store holds";
    }

    @Override
    public List<String> variants() {
        return List.of(MANY_ITEMS, MANY_FILES);
    }

    /** Only ours, with small files, comes to 10 000 of them. */
    @Override
    public boolean suits(Contender contender, String variant) {
        return contender.role() == Role.OURS
                || contender.role() == Role.LIMIT
                || (contender.role() == Role.PEER
                        && contender.reads()
                        && !contender.name().equals(PythonContender.NAME)
                        && variant.equals(MANY_ITEMS));
    }

    @Override
    public void run(Pass pass, String variant) throws Exception {
        Path directory = pass.directory("store");
        long items = pass.scaled(ITEMS);
        Contender filler =
                pass.contender().role() == Role.LIMIT ? Contenders.all().get(0) : pass.contender();
        Filled filled = variant.equals(MANY_FILES)
                ? fillFiles(directory, (int) pass.scaled(FILES))
                : fill(filler, directory, items);
        settle(directory);
        if (pass.contender().role() == Role.LIMIT) {
            report(pass, variant, () -> listing(directory));
        } else {
            Setup setup = Setup.of(Durability.SYNCED, items * SIZE);
            report(pass, variant, () -> opening(pass.contender(), directory, setup, filled));
            memory(pass, variant, directory, setup, filled.handles);
        }
        pass.clear("store");
    }

    /** What has been stored: some items' handles, that of the last one, and how many there are, numbered from 0. */
    private static final class Filled {

        private final long[] handles;
        private final long last;
        private final long items;

        Filled(long[] handles, long last, long items) {
            this.handles = handles;
            this.last = last;
            this.items = items;
        }
    }

    /** Takes a time, in milliseconds. */
    private interface Timed {
        double run() throws Exception;
    }

    private void report(Pass pass, String variant, Timed timed) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            times.add(timed.run());
        }
        double first = times.get(0);
        Collections.sort(times);
        pass.report(name(), variant, "first opening after filling", first, "ms");
        pass.report(name(), variant, "opening, median of " + TIMES, times.get(TIMES / 2), "ms");
    }

    /** A system that has put off a part of opening does it when something is read: so the time ends after that. */
    private static double opening(Contender contender, Path directory, Setup setup, Filled filled) throws Exception {
        long start = System.nanoTime();
        try (Store store = contender.open(directory, setup);
                Store.Reader reader = store.reader()) {
            Item.check(reader.read(filled.last, SIZE), filled.items - 1, SIZE);
            double took = (System.nanoTime() - start) / 1e6;
            store.awaitInFiles();
            return took;
        }
    }

    /** What an open store holds: the memory used with it, less what was used without it. Little may come out as less than nothing. */
    private void memory(Pass pass, String variant, Path directory, Setup setup, long[] handles) throws Exception {
        Memory closed = Memory.settled();
        try (Store store = pass.contender().open(directory, setup)) {
            Memory open = Memory.settled();
            store.awaitInFiles();
            pass.report(name(), variant, "heap", (open.heap() - closed.heap()) / 1e6, "MB");
            pass.report(name(), variant, "direct buffers", (open.direct() - closed.direct()) / 1e6, "MB");
            if (pass.contender().role() == Role.OURS) { // others keep theirs where it is not seen
                read(store, handles);
                Memory used = Memory.settled();
                double more = (used.heap() - closed.heap()) + (used.direct() - open.direct());
                pass.report(name(), variant, "memory after reads, but for buffers", more / 1e6, "MB");
            }
        }
    }

    /** What has been filled is not to be written to the disk while the openings are timed. */
    private static void settle(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
    }

    /** Reads items from everywhere: what a store learns of its files, it may keep. */
    private static void read(Store store, long[] handles) throws Exception {
        try (Store.Reader reader = store.reader()) {
            for (int number = 0; number < handles.length; number++) {
                byte[] found = reader.read(handles[number], SIZE);
                Item.check(found, (long) number * HANDLE_EVERY, SIZE);
            }
        }
    }

    private static Filled fill(Contender contender, Path directory, long items) throws Exception {
        try (Store store = contender.open(directory, Setup.of(Durability.UNSYNCED, items * SIZE))) {
            return fill(store, items);
        }
    }

    private static Filled fill(Store store, long items) throws Exception {
        byte[] item = Item.ofSize(SIZE);
        long[] handles = new long[(int) ((items + HANDLE_EVERY - 1) / HANDLE_EVERY)];
        long last = 0;
        try (Store.Writer writer = store.writer()) {
            for (long number = 0; number < items; number++) {
                Item.stamp(item, number);
                last = writer.append(item);
                if (number % HANDLE_EVERY == 0) {
                    handles[(int) (number / HANDLE_EVERY)] = last;
                }
            }
        }
        store.sync();
        return new Filled(handles, last, items);
    }

    private static Filled fillFiles(Path directory, int files) throws Exception {
        long fileSize = (long) ITEMS_IN_A_FILE * SIZE;
        try (AioDiskDb database = AioDiskDb.builder(directory)
                .maxFileSize(fileSize)
                .maxBufferSize((int) fileSize)
                .sync(SyncMode.NEVER)
                .build()) {
            database.blocking().start();
            return fill(new AioDiskDbContender.Open(database), (long) files * ITEMS_IN_A_FILE);
        }
    }

    /** What nobody can do without: the names of the files, and the end of the last data file and of its journal. */
    private static double listing(Path directory) throws IOException {
        long start = System.nanoTime();
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.filter(file ->
                            file.toString().endsWith(".dat") || file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        }
        ByteBuffer tail = ByteBuffer.allocateDirect(TAIL);
        for (Path file : files.subList(files.size() - 2, files.size())) {
            try (FileChannel channel = FileChannel.open(file)) {
                long at = Math.max(0, channel.size() - TAIL);
                int read = channel.read(tail.clear(), at);
                if (read <= 0) {
                    throw new IllegalStateException(file + " has no tail");
                }
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
