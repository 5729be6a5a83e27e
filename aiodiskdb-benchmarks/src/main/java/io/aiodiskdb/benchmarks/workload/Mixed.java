package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Durability;
import io.aiodiskdb.benchmarks.system.PythonContender;
import io.aiodiskdb.benchmarks.system.Setup;
import io.aiodiskdb.benchmarks.system.Store;
import java.util.ArrayList;
import java.util.List;

/** The workloads of the Python library's own tests: one writer, and one reader that verifies. */
final class Mixed implements Workload {

    /** Less than this is over in a moment: a share of it would measure how reader and writer begin. */
    private static final long SHORT = 100_000_000;

    @Override
    public String name() {
        return "W4";
    }

    @Override
    public String description() {
        return "one writer, and one reader that verifies what has been written so far";
    }

    @Override
    public List<String> variants() {
        List<String> variants = new ArrayList<>();
        for (Durability durability : List.of(Durability.UNSYNCED, Durability.SYNCED)) {
            for (String sizes :
                    List.of("1000 MB of 1024 to 1048576 B", "20 MB of 1 to 4096 B", "1000 MB of 1 to 4096 B")) {
                variants.add(sizes + ", " + durability.label());
            }
        }
        return variants;
    }

    @Override
    public boolean suits(Contender contender, String variant) {
        boolean named = !contender.name().equals(PythonContender.NAME)
                || PythonContender.checkout(System.getenv()).isPresent();
        return contender.reads() && contender.durabilities().contains(Workload.durability(variant)) && named;
    }

    @Override
    public void run(Pass pass, String variant) throws Exception {
        String[] parts = variant.split("[ ,]+", -1);
        long full = Long.parseLong(parts[0]) * 1_000_000;
        long bytes = full <= SHORT ? (long) pass.prepared((double) full) : pass.scaled(full);
        int least = Integer.parseInt(parts[3]);
        int most = Integer.parseInt(parts[5]);
        if (pass.contender().name().equals(PythonContender.NAME)) {
            pass.touchMemory();
            PythonProcess.run(pass, System.getenv(), bytes, least, most)
                    .forEach((metric, value) -> pass.report(name(), variant, metric, value, "/s"));
            pass.clear("store");
            return;
        }
        ItemPool pool = new ItemPool(least, most);
        pass.warmUp(() -> pass(pass, variant, pool, bytes, false));
        pass.touchMemory();
        pass(pass, variant, pool, bytes, true);
    }

    private void pass(Pass pass, String variant, ItemPool pool, long bytes, boolean timed) throws Exception {
        Setup setup = new Setup(Workload.durability(variant), bytes + pool.largest(), 1, pool.largest());
        try (Store store = pass.open("store", setup)) {
            WriterAndReader pair = new WriterAndReader(store, pool, pool.itemsFor(bytes), setup.durability());
            Crew.run(2, thread -> {
                if (thread == 0) {
                    pair.write();
                } else {
                    pair.read();
                }
            });
            if (timed) {
                pass.report(name(), variant, "writes", pair.writesPerSecond(), "/s");
                pass.report(name(), variant, "reads", pair.readsPerSecond(), "/s");
            }
        }
        pass.clear("store");
    }
}
