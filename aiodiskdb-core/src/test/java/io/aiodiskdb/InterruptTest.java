package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers that are interrupted at any moment. Each interrupt is sent only when the last one has been noticed by its victim,
 * so one that gets lost in the database is missed.
 */
@Timeout(300)
class InterruptTest {

    private static final int FILES = 12;
    private static final int MAX_OPEN_FILES = 4;
    private static final int VICTIMS = 4;
    private static final int BYSTANDERS = 1;

    @TempDir
    private Path directory;

    @Test
    void interruptsOfPlatformThreadsHarmNobody() throws InterruptedException, IOException {
        run("interruptsOfPlatformThreadsHarmNobody", InterruptTest::platformThread, 10_000);
    }

    @Test
    void interruptsOfVirtualThreadsHarmNobody() throws InterruptedException, IOException {
        Assumptions.assumeTrue(Runtime.version().feature() >= 21, "there are no virtual threads before JDK 21");
        run("interruptsOfVirtualThreadsHarmNobody", InterruptTest::virtualThread, 10_000);
    }

    @Test
    @Tag("long")
    void manyInterruptsHarmNobody() throws InterruptedException, IOException {
        run("manyInterruptsHarmNobody", InterruptTest::platformThread, 1_000_000);
    }

    private static Thread platformThread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** By reflection: the tests are compiled for JDK 17. */
    private static Thread virtualThread(Runnable work) {
        try {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            return (Thread) start.invoke(null, work);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private AioDiskDb database() {
        return AioDiskDb.builder(directory.resolve("db"))
                .maxFileSize(40_000)
                .maxBufferSize(4_000)
                .maxOpenFiles(MAX_OPEN_FILES)
                .concurrency(4)
                .sync(SyncMode.NEVER)
                .build();
    }

    private void run(String test, Function<Runnable, Thread> threads, int interrupts)
            throws InterruptedException, IOException {
        long seed = TestSeed.of("InterruptTest." + test);
        try (AioDiskDb db = database()) {
            db.blocking().start();
            Storm storm = new Storm(db, seed);
            storm.fill();
            List<Victim> victims = new ArrayList<>();
            for (int number = 0; number < VICTIMS; number++) {
                victims.add(storm.start(threads, number, true));
            }
            for (int number = VICTIMS; number < VICTIMS + BYSTANDERS; number++) {
                victims.add(storm.start(threads, number, false));
            }
            SplittableRandom random = new SplittableRandom(seed);
            for (int number = 0; number < interrupts; number++) {
                storm.interrupt(victims.get(random.nextInt(VICTIMS)));
            }
            storm.end(victims);
            System.out.printf(
                    "%d interrupts during %d operations, %d items added%n",
                    interrupts, storm.operations.get(), storm.added.size());
            assertThat(db.state()).isEqualTo(DbState.RUNNING);
            assertThat(openDataFiles()).as("data files open").isLessThanOrEqualTo(MAX_OPEN_FILES + 1);
            storm.readAll(db);
            assertThat(db.stats().failures()).as("failures of the storage").isZero();
            assertThat(db.blocking().verify().damages()).isEmpty();
            Outcome.done(db.stop());
            assertThat(openDataFiles()).as("data files open after the stop").isZero();
            db.blocking().start();
            storm.readAll(db);
            try (Stream<StoredItem> items = db.items()) {
                assertThat(items.map(StoredItem::location).toList())
                        .isEqualTo(storm.added.keySet().stream().sorted().toList());
            }
        }
    }

    private long openDataFiles() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        String begin = directory.resolve("db").toRealPath().resolve("data").toString();
        long open = 0;
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path each : all.toList()) {
                try {
                    String target = Files.readSymbolicLink(each).toString();
                    open += target.startsWith(begin) && target.contains(".dat") ? 1 : 0;
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        }
        return open;
    }

    /** A caller that may be interrupted, and how often it has noticed. */
    private static final class Victim {
        private final AtomicInteger noticed = new AtomicInteger();
        private volatile @Nullable Thread thread;
    }

    private static final class Storm {

        private final AioDiskDb db;
        private final long seed;
        private final Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
        private final List<ItemLocation> readable = new ArrayList<>();
        private final AtomicInteger operations = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private volatile boolean over;

        Storm(AioDiskDb db, long seed) {
            this.db = db;
            this.seed = seed;
        }

        void fill() {
            for (int number = 0;
                    readable.isEmpty() || readable.get(readable.size() - 1).index() < FILES;
                    number++) {
                MarkedItem item = MarkedItem.single(-1, number, 400);
                ItemLocation location = db.blocking().add(item.bytes());
                added.put(location, item);
                readable.add(location);
            }
            db.blocking().flush();
        }

        Victim start(Function<Runnable, Thread> threads, int number, boolean interrupted) {
            Victim victim = new Victim();
            SplittableRandom random = new SplittableRandom(seed + 1 + number);
            victim.thread = threads.apply(() -> {
                try {
                    for (int operation = 0; !over && failure.get() == null; operation++) {
                        boolean self = interrupted && random.nextInt(50) == 0;
                        if (self) {
                            Thread.currentThread().interrupt();
                        }
                        operate(random, number, operation);
                        operations.incrementAndGet();
                        boolean flag = Thread.interrupted();
                        if (self && !flag) {
                            throw new AssertionError("the interrupt flag has got lost");
                        }
                        if (flag) {
                            if (!interrupted) {
                                throw new AssertionError("somebody else has been interrupted");
                            }
                            // One's own and the other's may have come together: both have been noticed then.
                            victim.noticed.incrementAndGet();
                        }
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            });
            return victim;
        }

        private void operate(SplittableRandom random, int number, int operation) {
            switch (random.nextInt(20)) {
                case 0 -> {
                    MarkedItem item = MarkedItem.single(number, operation, MarkedItem.MARK + random.nextInt(200));
                    added.put(db.blocking().add(item.bytes()), item);
                }
                case 1 -> {
                    MarkedItem item = MarkedItem.single(number, operation, MarkedItem.MARK + random.nextInt(200));
                    added.put(db.blocking().addDurably(item.bytes()), item);
                }
                case 2 -> {
                    MarkedItem item = new MarkedItem(number, operation, 0, 1, 500);
                    try (BlockingTransaction transaction = db.blocking().transaction()) {
                        transaction.add(item.bytes());
                        added.put(transaction.commit().get(0), item);
                    }
                }
                case 3 -> {
                    try (Stream<StoredItem> items = db.items(readable.get(random.nextInt(readable.size())))) {
                        assertThat(items.limit(20)).isNotEmpty();
                    }
                }
                case 4 -> expect(Outcome.done(db.read(readable.get(0))), readable.get(0));
                default -> {
                    ItemLocation location = readable.get(random.nextInt(readable.size()));
                    expect(db.blocking().read(location), location);
                }
            }
        }

        private void expect(Optional<byte[]> found, ItemLocation location) {
            assertThat(found).as("bytes at %s", location).isPresent();
            assertThat(MarkedItem.check(found.orElseThrow())).isEqualTo(added.get(location));
        }

        void interrupt(Victim victim) {
            int before = victim.noticed.get();
            Thread thread = victim.thread;
            if (thread == null) {
                throw new AssertionError("not started");
            }
            thread.interrupt();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (victim.noticed.get() == before) {
                requireNoFailure();
                if (System.nanoTime() - until > 0) {
                    throw new AssertionError("an interrupt has not been noticed within 60 s");
                }
                Thread.onSpinWait();
            }
        }

        void end(List<Victim> victims) throws InterruptedException {
            over = true;
            for (Victim victim : victims) {
                Thread thread = victim.thread;
                if (thread != null) {
                    thread.join(60_000);
                    assertThat(thread.isAlive()).as("a caller still at work").isFalse();
                }
            }
            requireNoFailure();
        }

        private void requireNoFailure() {
            Throwable failed = failure.get();
            if (failed != null) {
                throw new AssertionError("a caller has failed, seed " + seed + ": " + failed, failed);
            }
        }

        void readAll(AioDiskDb from) {
            added.keySet().forEach(location -> expect(from.blocking().read(location), location));
        }
    }
}
