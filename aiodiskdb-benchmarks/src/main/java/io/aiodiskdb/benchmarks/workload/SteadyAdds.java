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
import io.aiodiskdb.model.DbStats;
import io.aiodiskdb.model.ItemLocation;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds at a steady pace while flushes go on, and what an add and a read allocate. */
final class SteadyAdds implements Workload {

    private static final int SIZE = 1 << 10;
    private static final int PER_SECOND = 100_000;
    private static final double SECONDS = 10;
    private static final int COUNTED = 100_000;
    private static final String MEAN_FLUSH = "mean flush";

    /** Twice what a small machine needs to compile all that a read runs through, whatever the scale. */
    private static final double WARM_UP_SECONDS = 2;

    /**
     * What passes before have freed goes back to the host of a virtual machine after some two seconds, which takes the time of its
     * processors. Writing at this pace needs no memory that has been touched, so none is touched here: it would go back, too.
     */
    private static final double SETTLING_SECONDS = 4;

    /** Like two buffers of the store: more than the processor's own caches hold. */
    private static final int RING = 32 << 20;

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
        return contender.reads() && !contender.name().equals(PythonContender.NAME);
    }

    @Override
    public void run(Pass pass, String variant) throws Exception {
        if (pass.contender().role() == Role.LIMIT) {
            limit(pass, variant);
            return;
        }
        long capacity = SIZE * (long) (2 * pass.seconds(SECONDS) * PER_SECOND + 4 * COUNTED);
        Setup setup = Setup.of(Durability.SYNCED, capacity);
        try (Store store = pass.open("store", setup);
                Store.Writer writer = store.writer()) {
            warmUp(pass, writer);
            if (store instanceof AioDiskDbContender.Open ours) {
                DbStats before = ours.database().stats();
                latencies(pass, variant, writer);
                meanFlush(pass, variant, before, ours.database().stats());
            } else {
                latencies(pass, variant, writer);
            }
            if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads) {
                allocations(pass, variant, store, writer, threads);
            }
        }
        pass.clear("store");
    }

    /** The same loop with a copy in place of the add: what it takes longer than that is the machine's doing, not a store's. */
    private void limit(Pass pass, String variant) throws Exception {
        MemoryRing ring = new MemoryRing(RING);
        warmUp(pass, ring);
        long last = latencies(pass, variant, ring) - 1L;
        Item.check(ring.latest(SIZE), last, SIZE);
    }

    private static void warmUp(Pass pass, Store.Writer writer) throws Exception {
        adds(writer, Math.max(pass.prepared(SETTLING_SECONDS), pass.warmUpSeconds(pass.seconds(SECONDS))));
    }

    /** {@return how many adds were timed, numbered from 0} */
    private int latencies(Pass pass, String variant, Store.Writer writer) throws Exception {
        Latencies latencies = adds(writer, pass.seconds(SECONDS));
        pass.report(name(), variant, "p50", latencies.micros(0.50), "µs");
        pass.report(name(), variant, "p99", latencies.micros(0.99), "µs");
        pass.report(name(), variant, "p99.9", latencies.micros(0.999), "µs");
        pass.report(name(), variant, "longest", latencies.micros(1), "µs");
        return latencies.count();
    }

    /** What the flushes took that ended meanwhile: no pause should be longer than one of them. */
    private void meanFlush(Pass pass, String variant, DbStats before, DbStats after) {
        long flushes = after.flushes() - before.flushes();
        if (flushes > 0) {
            double nanos = after.flushTime().minus(before.flushTime()).toNanos();
            pass.report(name(), variant, MEAN_FLUSH, nanos / 1e3 / flushes, "µs");
        }
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
        try (Store.Reader reader = store.reader()) {
            NumberedReads reads = store instanceof AioDiskDbContender.Open ours
                    ? reads(ours, handles)
                    : number -> reader.read(handles[number], SIZE);
            pass.report(name(), variant, "allocated per read of 1 KiB", allocatedPerRead(reads, threads), "B");
        }
    }

    /** Reads items by number. */
    private interface NumberedReads {
        byte @Nullable [] read(int number) throws Exception;
    }

    /** Users of ours keep locations; making one from a handle is not the store's doing. */
    private static NumberedReads reads(AioDiskDbContender.Open store, long[] handles) {
        ItemLocation[] locations = new ItemLocation[handles.length];
        for (int number = 0; number < handles.length; number++) {
            locations[number] = AioDiskDbContender.Open.location(handles[number], SIZE);
        }
        BlockingAioDiskDb blocking = store.database().blocking();
        return number -> blocking.read(locations[number]).orElseThrow();
    }

    /** Code that is not compiled for good yet allocates what never leaves a method. */
    private static double allocatedPerRead(NumberedReads reads, ThreadMXBean threads) throws Exception {
        long warm = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
        do {
            readAll(reads);
        } while (System.nanoTime() < warm);
        long before = threads.getCurrentThreadAllocatedBytes();
        readAll(reads);
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) COUNTED;
    }

    private static void readAll(NumberedReads reads) throws Exception {
        for (int number = 0; number < COUNTED; number++) {
            Item.check(reads.read(number), number, SIZE);
        }
    }
}
