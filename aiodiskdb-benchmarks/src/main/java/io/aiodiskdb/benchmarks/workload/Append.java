package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Durability;
import io.aiodiskdb.benchmarks.system.PythonContender;
import io.aiodiskdb.benchmarks.system.RawFile;
import io.aiodiskdb.benchmarks.system.Role;
import io.aiodiskdb.benchmarks.system.Setup;
import io.aiodiskdb.benchmarks.system.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Appends without awaiting the disk. */
final class Append implements Workload {

    private static final long FULL_BYTES = 1L << 30;
    private static final long MOST_ITEMS = 4_000_000;
    private static final int SAMPLES = 256;
    private static final String RETURNED = "until the last add returned";
    private static final String IN_FILES = "until all is in the files";
    private static final String SYNCED = "until all is synced";

    @Override
    public String name() {
        return "W1";
    }

    @Override
    public String description() {
        return "append without awaiting the disk";
    }

    @Override
    public List<String> variants() {
        List<String> variants = new ArrayList<>();
        for (Durability durability : List.of(Durability.UNSYNCED, Durability.SYNCED)) {
            for (int size : new int[] {100, 1 << 10, 16 << 10, 512 << 10}) {
                for (int threads : new int[] {1, 4}) {
                    variants.add(
                            size + " B, " + threads + (threads == 1 ? " thread, " : " threads, ") + durability.label());
                }
            }
        }
        return variants;
    }

    @Override
    public boolean suits(Contender contender, String variant) {
        return !contender.name().equals(PythonContender.NAME);
    }

    @Override
    public void run(Pass pass, String variant) throws Exception {
        String[] parts = variant.split(" ", -1);
        int threads = Integer.parseInt(parts[2]);
        Shape shape = new Shape(variant, Integer.parseInt(parts[0]), threads, Workload.durability(variant));
        long items =
                Math.max(threads, pass.scaled(Math.min(MOST_ITEMS, FULL_BYTES / shape.size())) / threads * threads);
        if (pass.contender().role() == Role.LIMIT) {
            limits(pass, shape, items);
            return;
        }
        pass.warmUp(() -> pass(pass, shape, items, false));
        pass.touchMemory();
        pass(pass, shape, items, true);
    }

    /** What a variant asks for. */
    private record Shape(String variant, int size, int threads, Durability durability) {

        String doneMetric() {
            return durability == Durability.UNSYNCED ? IN_FILES : SYNCED;
        }
    }

    private void pass(Pass pass, Shape shape, long items, boolean timed) throws Exception {
        Setup setup = new Setup(shape.durability(), items * shape.size(), shape.threads(), shape.size());
        try (Store store = pass.open("store", setup)) {
            Samples samples = new Samples(Math.max(1, items / shape.threads() / SAMPLES));
            long start = System.nanoTime();
            double returned = Crew.run(
                    shape.threads(), thread -> append(store, shape.size(), items / shape.threads(), thread, samples));
            if (shape.durability() == Durability.UNSYNCED) {
                store.awaitInFiles();
            } else {
                store.sync();
            }
            double done = (System.nanoTime() - start) / 1e9;
            if (timed) {
                pass.report(name(), shape.variant(), RETURNED, items / returned, "/s");
                pass.report(name(), shape.variant(), shape.doneMetric(), items / done, "/s");
            }
            if (pass.contender().reads()) {
                samples.check(store, shape.size());
            }
        }
        pass.clear("store");
    }

    private static void append(Store store, int size, long items, int thread, Samples samples) throws Exception {
        byte[] item = Item.ofSize(size);
        try (Store.Writer writer = store.writer()) {
            for (long number = 0; number < items; number++) {
                Item.stamp(item, number << 3 | thread);
                samples.offer(number, writer.append(item), number << 3 | thread);
            }
        }
    }

    /** The same bytes: copied into a reused chunk of memory, and written in chunks, by one thread. */
    private void limits(Pass pass, Shape shape, long items) throws Exception {
        long bytes = items * shape.size();
        copies(shape.size(), items);
        double copied = copies(shape.size(), items);
        pass.report(name(), shape.variant(), RETURNED, items / copied, "/s");
        pass.warmUp(() -> {
            var unused = writes(pass, bytes, false, Long.MAX_VALUE);
        });
        pass.touchMemory();
        boolean synced = shape.durability() == Durability.SYNCED;
        pass.report(
                name(), shape.variant(), shape.doneMetric(), items / writes(pass, bytes, synced, Long.MAX_VALUE), "/s");
        if (synced) {
            pass.touchMemory();
            pass.reportAs(
                    pass.contender().name() + "-forced",
                    name(),
                    shape.variant(),
                    shape.doneMetric(),
                    items / writes(pass, bytes, true, 16L << 20),
                    "/s");
        }
    }

    private static double copies(int size, long items) {
        byte[] item = Item.ofSize(size);
        byte[] chunk = new byte[RawFile.CHUNK];
        long start = System.nanoTime();
        int at = 0;
        for (long number = 0; number < items; number++) {
            if (at + size > chunk.length) {
                at = 0;
            }
            System.arraycopy(item, 0, chunk, at, size);
            at += size;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (chunk[0] != item[0]) {
            throw new IllegalStateException("nothing was copied");
        }
        return seconds;
    }

    private static double writes(Pass pass, long bytes, boolean force, long forceEvery) throws IOException {
        double seconds;
        try (RawFile file = RawFile.create(pass.directory("store").resolve("raw"))) {
            long start = System.nanoTime();
            file.write(bytes, forceEvery);
            if (force) {
                file.force();
            }
            seconds = (System.nanoTime() - start) / 1e9;
        }
        pass.clear("store");
        return seconds;
    }
}
