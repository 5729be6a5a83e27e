package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Durability;
import io.aiodiskdb.benchmarks.system.RawFile;
import io.aiodiskdb.benchmarks.system.Role;
import io.aiodiskdb.benchmarks.system.Setup;
import io.aiodiskdb.benchmarks.system.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Durable adds of 1 KiB. */
final class Durable implements Workload {

    private static final int SIZE = 1 << 10;
    private static final int IN_FLIGHT = 256;
    private static final String FUTURES = "1 thread, " + IN_FLIGHT + " in flight";
    private static final double SECONDS = 4;

    /** Room for the longest pass, for systems that have to know it. */
    private static final long CAPACITY = 3L << 30;

    private static final long ZEROS = 256L << 20;

    @Override
    public String name() {
        return "W2";
    }

    @Override
    public String description() {
        return "durable adds of 1 KiB";
    }

    @Override
    public List<String> variants() {
        return List.of("1 thread", "16 threads", "64 threads", "256 threads", FUTURES);
    }

    /** In flight only where there are futures or callbacks: a call of the others returns when it is done. */
    @Override
    public boolean suits(Contender contender, String variant) {
        return contender.durabilities().contains(Durability.DURABLE)
                && (!variant.equals(FUTURES) || contender.hasFutures() || contender.role() == Role.LIMIT);
    }

    @Override
    public void run(Pass pass, String variant) throws Exception {
        int threads = variant.equals(FUTURES) ? 1 : Integer.parseInt(variant.split(" ", -1)[0]);
        double seconds = pass.seconds(SECONDS);
        if (pass.contender().role() == Role.LIMIT) {
            limits(pass, variant, variant.equals(FUTURES) ? IN_FLIGHT : threads, seconds);
            return;
        }
        try (Store store = pass.open("store", new Setup(Durability.DURABLE, CAPACITY, threads, SIZE))) {
            Samples samples = new Samples(64);
            adds(store, variant, threads, pass.warmUpSeconds(seconds), samples);
            pass.touchMemory();
            report(pass, variant, adds(store, variant, threads, seconds, samples));
            if (pass.contender().reads() && !variant.equals(FUTURES)) {
                samples.check(store, SIZE);
            }
        }
        pass.clear("store");
    }

    /** What was done in how much time. */
    private record Done(Latencies latencies, double seconds) {}

    private static Done adds(Store store, String variant, int threads, double seconds, Samples samples)
            throws Exception {
        return variant.equals(FUTURES) ? inFlight(store, seconds) : blocking(store, threads, seconds, samples);
    }

    private void report(Pass pass, String variant, Done done) {
        pass.report(name(), variant, "throughput", done.latencies().count() / done.seconds(), "/s");
        pass.report(name(), variant, "p50", done.latencies().micros(0.50), "µs");
        pass.report(name(), variant, "p99", done.latencies().micros(0.99), "µs");
    }

    private static Done blocking(Store store, int threads, double seconds, Samples samples) throws Exception {
        List<Latencies> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            all.add(new Latencies(1 << 12));
        }
        long end = System.nanoTime() + (long) (seconds * 1e9);
        double took = Crew.run(threads, thread -> {
            byte[] item = Item.ofSize(SIZE);
            Latencies mine = all.get(thread);
            try (Store.Writer writer = store.writer()) {
                long now = System.nanoTime();
                do {
                    Item.stamp(item, now);
                    samples.offer(mine.count(), writer.appendDurably(item), now);
                    long later = System.nanoTime();
                    mine.add(later - now);
                    now = later;
                } while (now < end);
            }
        });
        Latencies merged = new Latencies(1 << 20);
        all.forEach(merged::addAll);
        return new Done(merged, took);
    }

    private static Done inFlight(Store store, double seconds) throws Exception {
        Semaphore room = new Semaphore(IN_FLIGHT);
        Latencies latencies = new Latencies(1 << 20);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        byte[] item = Item.ofSize(SIZE);
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        try (Store.Writer writer = store.writer()) {
            for (long now = start; now < end; now = System.nanoTime()) {
                room.acquire();
                long begun = System.nanoTime(); // waiting for a place is not part of the add
                Item.stamp(item, begun);
                var unused = writer.appendDurablyLater(item).whenComplete((location, failure) -> {
                    if (failure != null) {
                        failed.set(failure);
                    }
                    synchronized (latencies) {
                        latencies.add(System.nanoTime() - begun);
                    }
                    room.release();
                });
            }
            room.acquire(IN_FLIGHT);
        }
        double took = (System.nanoTime() - start) / 1e9;
        if (failed.get() != null) {
            throw new IllegalStateException("an add has failed", failed.get());
        }
        return new Done(latencies, took);
    }

    private void limits(Pass pass, String variant, int group, double seconds) throws IOException {
        try (RawFile file = RawFile.create(pass.directory("store").resolve("filled"))) {
            file.fillWithZeros(ZEROS);
            forcedGroups(file, group, pass.warmUpSeconds(seconds), true);
            pass.touchMemory();
            report(pass, variant, forcedGroups(file, group, seconds, true));
        }
        try (RawFile file = RawFile.create(pass.directory("store").resolve("appended"))) {
            forcedGroups(file, group, pass.warmUpSeconds(seconds), false);
            pass.touchMemory();
            Done done = forcedGroups(file, group, seconds, false);
            pass.reportAs(
                    pass.contender().name() + "-append",
                    name(),
                    variant,
                    "throughput",
                    done.latencies().count() / done.seconds(),
                    "/s");
        }
        pass.clear("store");
    }

    /** One thread writes as many items as there are writers, forces them together, and begins again. */
    private static Done forcedGroups(RawFile file, int group, double seconds, boolean ring) throws IOException {
        Latencies latencies = new Latencies(1 << 20);
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        for (long now = start; now < end; ) {
            if (ring) {
                file.wrap(group * SIZE, ZEROS);
            }
            file.writeGroup(group * SIZE);
            file.force();
            long later = System.nanoTime();
            for (int i = 0; i < group; i++) {
                latencies.add(later - now);
            }
            now = later;
        }
        return new Done(latencies, (System.nanoTime() - start) / 1e9);
    }
}
