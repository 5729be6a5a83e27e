package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Durability;
import io.aiodiskdb.benchmarks.system.RawFile;
import io.aiodiskdb.benchmarks.system.Role;
import io.aiodiskdb.benchmarks.system.Setup;
import io.aiodiskdb.benchmarks.system.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commits of a thousand items. */
final class Commits implements Workload {

    private static final int SIZE = 1 << 10;
    private static final int ITEMS = 1000;
    private static final long CAPACITY = 4L << 30;
    private static final long ZEROS = 256L << 20;
    private static final double SECONDS = 4;

    @Override
    public String name() {
        return "W6";
    }

    @Override
    public String description() {
        return "durable commits of 1000 items of 1 KiB by one thread";
    }

    @Override
    public List<String> variants() {
        return List.of("1000 x 1 KiB");
    }

    @Override
    public boolean suits(Contender contender, String variant) {
        return contender.durabilities().contains(Durability.DURABLE);
    }

    @Override
    public void run(Pass pass, String variant) throws Exception {
        if (pass.contender().role() == Role.LIMIT) {
            limits(pass, variant);
            return;
        }
        Setup setup = new Setup(Durability.DURABLE, CAPACITY, 1, ITEMS * SIZE);
        try (Store store = pass.open("store", setup);
                Store.Writer writer = store.writer()) {
            List<byte[]> items = new ArrayList<>();
            for (int number = 0; number < ITEMS; number++) {
                items.add(Item.ofSize(SIZE));
            }
            double seconds = pass.seconds(SECONDS);
            commit(pass, store, writer, items, pass.warmUpSeconds(seconds));
            pass.touchMemory();
            pass.report(name(), variant, "commits", commit(pass, store, writer, items, seconds), "/s");
        }
        pass.clear("store");
    }

    private static double commit(Pass pass, Store store, Store.Writer writer, List<byte[]> items, double seconds)
            throws Exception {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long count = 0;
        long first = 0;
        for (; System.nanoTime() < end; count++) {
            for (byte[] item : items) {
                Item.stamp(item, count);
            }
            first = writer.commit(items);
        }
        double rate = count / ((System.nanoTime() - start) / 1e9);
        if (pass.contender().reads()) {
            try (Store.Reader reader = store.reader()) {
                byte[] found = reader.read(first, SIZE); // of some systems the first item, of others all in one piece
                Item.checkWholly(found == null ? null : Arrays.copyOf(found, SIZE), count - 1, Item.ofSize(SIZE));
            }
        }
        return rate;
    }

    private void limits(Pass pass, String variant) throws IOException {
        double seconds = pass.seconds(SECONDS);
        try (RawFile file = RawFile.create(pass.directory("store").resolve("appended"))) {
            forced(file, pass.warmUpSeconds(seconds), false);
            pass.touchMemory();
            pass.report(name(), variant, "commits", forced(file, seconds, false), "/s");
        }
        try (RawFile file = RawFile.create(pass.directory("store").resolve("filled"))) {
            file.fillWithZeros(ZEROS);
            forced(file, pass.warmUpSeconds(seconds), true);
            pass.touchMemory();
            String system = pass.contender().name() + "-filled";
            pass.reportAs(system, name(), variant, "commits", forced(file, seconds, true), "/s");
        }
        pass.clear("store");
    }

    private static double forced(RawFile file, double seconds, boolean ring) throws IOException {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long count = 0;
        for (; System.nanoTime() < end; count++) {
            if (ring) {
                file.wrap(ITEMS * SIZE, ZEROS);
            }
            file.writeGroup(ITEMS * SIZE);
            file.force();
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }
}
