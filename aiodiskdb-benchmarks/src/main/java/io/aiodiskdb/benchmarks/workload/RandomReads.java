package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.benchmarks.system.AioDiskDbContender;
import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Durability;
import io.aiodiskdb.benchmarks.system.PythonContender;
import io.aiodiskdb.benchmarks.system.RawFile;
import io.aiodiskdb.benchmarks.system.Role;
import io.aiodiskdb.benchmarks.system.Setup;
import io.aiodiskdb.benchmarks.system.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Random reads out of 2 GiB in the page cache. */
final class RandomReads implements Workload {

    private static final long FULL_BYTES = 2L << 30;
    private static final int IN_FLIGHT = 64;
    private static final double SECONDS = 3;

    /** What comes before the first reads ends then, however slow a system is. */
    private static final double MOST_SECONDS_IN_ORDER = 2;

    /** Every so manieth read is compared byte by byte; of the others, the length and the number at both ends are. */
    private static final int CHECK_EVERY = 64;

    @Override
    public String name() {
        return "W3";
    }

    @Override
    public String description() {
        return "random reads out of 2 GiB in the page cache, verified";
    }

    @Override
    public List<String> variants() {
        return List.of((1 << 10) + " B", (512 << 10) + " B");
    }

    @Override
    public boolean suits(Contender contender, String variant) {
        return contender.reads()
                && contender.role() != Role.OURS_BY_DEFAULT
                && !contender.name().equals(PythonContender.NAME);
    }

    @Override
    public void run(Pass pass, String variant) throws Exception {
        int size = Integer.parseInt(variant.split(" ", -1)[0]);
        int items = (int) Math.max(1, pass.scaled(FULL_BYTES) / size);
        if (pass.contender().role() == Role.LIMIT) {
            limits(pass, variant, size, items);
            return;
        }
        long[] handles = new long[items];
        try (Store store = pass.open("store", new Setup(Durability.UNSYNCED, (long) items * size, 1, size))) {
            fill(store, handles, size);
            blocking(pass, variant, pass.contender().name(), size, items, () -> reads(store, handles, size));
            if (store instanceof AioDiskDbContender.Open ours) {
                double seconds = pass.seconds(SECONDS);
                futures(ours.database(), handles, size, pass.warmUpSeconds(seconds));
                double rate = futures(ours.database(), handles, size, seconds);
                pass.report(name(), variant, "futures, " + IN_FLIGHT + " in flight", rate, "/s");
            }
        }
        pass.clear("store");
    }

    private static void fill(Store store, long[] handles, int size) throws Exception {
        byte[] item = Item.ofSize(size);
        try (Store.Writer writer = store.writer()) {
            for (int number = 0; number < handles.length; number++) {
                Item.stamp(item, number);
                handles[number] = writer.append(item);
            }
        }
        store.awaitInFiles();
    }

    /** Reads an item of a number. Belongs to one thread. */
    private interface NumberedReads extends AutoCloseable {
        byte[] read(int number) throws Exception;

        @Override
        default void close() throws IOException {}
    }

    /** Opens reads for the calling thread. */
    private interface Source {
        NumberedReads open() throws Exception;
    }

    private static NumberedReads reads(Store store, long[] handles, int size) throws Exception {
        Store.Reader reader = store.reader();
        return new NumberedReads() {
            @Override
            public byte[] read(int number) throws Exception {
                byte[] item = reader.read(handles[number], size);
                if (item == null) {
                    throw new IllegalStateException("there is no item " + number);
                }
                return item;
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    private void blocking(Pass pass, String variant, String system, int size, int items, Source source)
            throws Exception {
        double seconds = pass.seconds(SECONDS);
        readInOrder(source, items, size);
        for (int readers : new int[] {1, 4}) {
            read(source, readers, items, size, pass.warmUpSeconds(seconds));
            double rate = read(source, readers, items, size, seconds);
            pass.reportAs(
                    system,
                    name(),
                    variant,
                    "blocking, " + readers + (readers == 1 ? " reader" : " readers"),
                    rate,
                    "/s");
        }
    }

    /** Reads all once, so that no system meets a page of its files for the first time while others have met theirs. */
    private static void readInOrder(Source source, int items, int size) throws Exception {
        long end = System.nanoTime() + (long) (MOST_SECONDS_IN_ORDER * 1e9);
        try (NumberedReads reads = source.open()) {
            for (int number = 0; number < items && System.nanoTime() - end < 0; number++) {
                Item.check(reads.read(number), number, size);
            }
        }
    }

    private static double read(Source source, int readers, int items, int size, double seconds) throws Exception {
        LongAdder done = new LongAdder();
        byte[] template = Item.ofSize(size);
        long end = System.nanoTime() + (long) (seconds * 1e9);
        double took = Crew.run(readers, thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            long count = 0;
            try (NumberedReads reads = source.open()) {
                do {
                    int number = random.nextInt(items);
                    byte[] item = reads.read(number);
                    if (count % CHECK_EVERY == 0) {
                        Item.checkWholly(item, number, template);
                    } else {
                        Item.check(item, number, size);
                    }
                    count++;
                } while (System.nanoTime() < end);
            }
            done.add(count);
        });
        return done.sum() / took;
    }

    private static double futures(AioDiskDb database, long[] handles, int size, double seconds) throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        Semaphore room = new Semaphore(IN_FLIGHT);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        byte[] template = Item.ofSize(size);
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long count = 0;
        for (; System.nanoTime() < end; count++) {
            int number = random.nextInt(handles.length);
            boolean wholly = count % CHECK_EVERY == 0;
            room.acquire();
            var unused = database.read(AioDiskDbContender.Open.location(handles[number], size))
                    .thenAccept(found -> {
                        if (wholly) {
                            Item.checkWholly(found.orElseThrow(), number, template);
                        } else {
                            Item.check(found.orElseThrow(), number, size);
                        }
                    })
                    .whenComplete((nothing, failure) -> {
                        if (failure != null) {
                            failed.set(failure);
                        }
                        room.release();
                    });
        }
        room.acquire(IN_FLIGHT);
        if (failed.get() != null) {
            throw new IllegalStateException("a read has failed", failed.get());
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    /** Copies out of a mapping, and reads with pread, each into a new array as the stores do. */
    private void limits(Pass pass, String variant, int size, int items) throws Exception {
        try (RawFile file = RawFile.create(pass.directory("store").resolve("raw"))) {
            byte[] item = Item.ofSize(size);
            for (int number = 0; number < items; number++) {
                Item.stamp(item, number);
                file.append(item);
            }
            RawFile.Mapping mapping = file.map();
            blocking(pass, variant, pass.contender().name(), size, items, () -> number -> {
                byte[] found = new byte[size];
                mapping.read((long) number * size, found);
                return found;
            });
            blocking(pass, variant, pass.contender().name() + "-pread", size, items, () -> {
                ByteBuffer direct = ByteBuffer.allocateDirect(size);
                return number -> {
                    file.read((long) number * size, direct.clear());
                    byte[] found = new byte[size];
                    direct.get(0, found);
                    return found;
                };
            });
        }
        pass.clear("store");
    }
}
