package io.aiodiskdb.benchmarks.workload;

import com.sun.management.ThreadMXBean;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.benchmarks.system.AioDiskDbContender;
import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Durability;
import io.aiodiskdb.benchmarks.system.PythonContender;
import io.aiodiskdb.benchmarks.system.Role;
import io.aiodiskdb.benchmarks.system.Setup;
import io.aiodiskdb.benchmarks.system.Store;
import io.aiodiskdb.model.ItemLocation;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Adds at a steady pace while flushes go on, and what an add and a read allocate. */
final class SteadyAdds implements Workload {

    private static final int SIZE = 1 << 10;
    private static final int PER_SECOND = 100_000;
    private static final double SECONDS = 10;
    private static final int COUNTED = 100_000;

    @Override
    public String name() {
        return "W7";
    }

    @Override
    public String description() {
        return "add at a steady 100 000/s of 1 KiB while flushes go on; what the calling thread allocates";
    }

    @Override
    public List<String> variants() {
        return List.of("100 000/s of 1 KiB");
    }

    @Override
    public boolean suits(Contender contender, String variant) {
        return contender.reads()
                && contender.role() != Role.LIMIT
                && !contender.name().equals(PythonContender.NAME);
    }

    @Override
    public void run(Pass pass, String variant) throws Exception {
        double seconds = pass.seconds(SECONDS);
        long capacity = SIZE * (long) (2 * seconds * PER_SECOND + 4 * COUNTED);
        Setup setup = Setup.of(Durability.SYNCED, capacity);
        try (Store store = pass.open("store", setup);
                Store.Writer writer = store.writer()) {
            adds(writer, seconds / 3);
            pass.touchMemory();
            Latencies latencies = adds(writer, seconds);
            pass.report(name(), variant, "p50", latencies.micros(0.50), "µs");
            pass.report(name(), variant, "p99", latencies.micros(0.99), "µs");
            pass.report(name(), variant, "p99.9", latencies.micros(0.999), "µs");
            pass.report(name(), variant, "longest", latencies.micros(1), "µs");
            if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads) {
                allocations(pass, variant, store, writer, threads);
            }
        }
        pass.clear("store");
    }

    /** The time of an add runs from when it was due: a pause counts for all that were due during it. */
    private static Latencies adds(Store.Writer writer, double seconds) throws Exception {
        int count = (int) (seconds * PER_SECOND);
        Latencies latencies = new Latencies(count);
        byte[] item = Item.ofSize(SIZE);
        long start = System.nanoTime();
        for (int number = 0; number < count; number++) {
            long due = start + number * (1_000_000_000L / PER_SECOND);
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            Item.stamp(item, number);
            writer.append(item);
            latencies.add(System.nanoTime() - due);
        }
        return latencies;
    }

    private void allocations(Pass pass, String variant, Store store, Store.Writer writer, ThreadMXBean threads)
            throws Exception {
        byte[] item = Item.ofSize(SIZE);
        long[] handles = new long[COUNTED];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int number = 0; number < COUNTED; number++) {
            Item.stamp(item, number);
            handles[number] = writer.append(item);
        }
        long after = threads.getCurrentThreadAllocatedBytes();
        pass.report(name(), variant, "allocated per add", (after - before) / (double) COUNTED, "B");
        writer.handOver();
        store.sync();
        long allocated = store instanceof AioDiskDbContender.Open ours
                ? ours(ours, handles, threads)
                : reads(store, handles, threads);
        pass.report(name(), variant, "allocated per read of 1 KiB", allocated / (double) COUNTED, "B");
    }

    /** The second time counts: by then the code is compiled. */
    private static long reads(Store store, long[] handles, ThreadMXBean threads) throws Exception {
        long allocated = 0;
        try (Store.Reader reader = store.reader()) {
            for (int round = 0; round < 2; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int number = 0; number < handles.length; number++) {
                    Item.check(reader.read(handles[number], SIZE), number, SIZE);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
        }
        return allocated;
    }

    /** Users of ours keep locations; making one from a handle is not the store's doing. */
    private static long ours(AioDiskDbContender.Open store, long[] handles, ThreadMXBean threads) {
        ItemLocation[] locations = new ItemLocation[handles.length];
        for (int number = 0; number < handles.length; number++) {
            locations[number] = AioDiskDbContender.Open.location(handles[number], SIZE);
        }
        BlockingAioDiskDb blocking = store.database().blocking();
        long allocated = 0;
        for (int round = 0; round < 2; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int number = 0; number < locations.length; number++) {
                Item.check(blocking.read(locations[number]).orElseThrow(), number, SIZE);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated;
    }
}
