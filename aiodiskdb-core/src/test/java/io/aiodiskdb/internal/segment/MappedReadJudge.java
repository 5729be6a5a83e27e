package io.aiodiskdb.internal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges an engine by what happens to a mapped file in the middle of a copy; a case is what happens. */
public final class MappedReadJudge implements LongFunction<@Nullable String> {

    private static final int SIZE = 5_000;
    private static final int ITEMS = 20;
    private static final int READS_UNTIL_MAPPED = 100;
    private static final long PATIENCE_MILLIS = 5_000;

    /** Something that takes mapped bytes away. */
    private interface Change {
        void run(SegmentSet segments) throws IOException;
    }

    private static final List<Change> CHANGES = List.of(
            segments -> segments.rtrim(0, SIZE, ByteBuffer.allocate(0)),
            segments -> segments.ltrim(0, 19L * SIZE, ByteBuffer.allocate(0)),
            segments -> segments.drop(0),
            SegmentSet::close,
            SegmentSet::recover);

    @Override
    public @Nullable String apply(long number) {
        int kind = (int) ((number - 1) % (CHANGES.size() + 1));
        try {
            return kind == CHANGES.size() ? countedReaders() : duringACopy(CHANGES.get(kind));
        } catch (IOException | RuntimeException | InterruptedException e) {
            return e.toString();
        }
    }

    private static @Nullable String duringACopy(Change change) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("mapped");
        try {
            return duringACopy(change, directory);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static @Nullable String duringACopy(Change change, Path directory)
            throws IOException, InterruptedException {
        // The others leave the length alone, or put another file in the place of this one.
        WatchedMappings watched = new WatchedMappings(directory, change == CHANGES.get(0));
        try (SegmentSet segments = SegmentFixture.open(watched.storage(), 4, true)) {
            segments.commit(SegmentFixture.group(0, 0, items()));
            byte[] found = new byte[ITEMS * SIZE];
            for (int read = 0; read < READS_UNTIL_MAPPED; read++) {
                segments.reads().read(0, 0, found.length, found, 0);
            }
            List<String> failures = new ArrayList<>();
            Thread changing = new Thread(() -> {
                try {
                    change.run(segments);
                } catch (IOException | RuntimeException e) {
                    failures.add(e.toString());
                }
            });
            changing.setDaemon(true);
            watched.duringACopy.set(() -> {
                changing.start();
                awaitThatItWaitsOrEnds(changing);
            });
            byte[] mapped = segments.reads().readMapped(0, 0, found.length, false);
            if (watched.duringACopy.get() != null) {
                return "nothing was mapped";
            }
            changing.join(PATIENCE_MILLIS);
            if (changing.isAlive()) {
                return "the change does not end";
            }
            if (mapped != null && !Arrays.equals(mapped, found)) {
                return "wrong bytes";
            }
            if (!failures.isEmpty()) {
                return failures.get(0);
            }
            return watched.mapped.get() > 0 ? "a file is left mapped" : watched.fault.get();
        }
    }

    private static List<byte[]> items() {
        List<byte[]> items = new ArrayList<>();
        for (int item = 0; item < ITEMS; item++) {
            byte[] bytes = new byte[SIZE];
            Arrays.fill(bytes, (byte) (item + 1));
            items.add(bytes);
        }
        return items;
    }

    private static void awaitThatItWaitsOrEnds(Thread thread) {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (thread.getState() != Thread.State.TERMINATED && thread.getState() != Thread.State.WAITING) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it neither waits nor ends: " + thread.getState());
            }
            Thread.onSpinWait();
        }
    }

    /** Threads that go in and out until the end is declared. */
    private static @Nullable String countedReaders() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        AtomicInteger insideWhenTold = new AtomicInteger();
        ReaderCount count = new ReaderCount(() -> {
            told.incrementAndGet();
            insideWhenTold.addAndGet(inside.get());
        });
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch busy = new CountDownLatch(4);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            threads.add(new Thread(() -> {
                for (int cell = count.enter(); cell >= 0 && !over.get(); cell = count.enter()) {
                    inside.incrementAndGet();
                    busy.countDown();
                    Thread.onSpinWait();
                    inside.decrementAndGet();
                    count.leave(cell);
                }
            }));
        }
        threads.forEach(Thread::start);
        busy.await();
        int cell = count.enter();
        count.end();
        if (told.get() != 0) {
            return "told while a reader is in";
        }
        count.leave(cell);
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                over.set(true);
                return "readers get in behind the end";
            }
        }
        if (insideWhenTold.get() > 0) {
            return "told while readers are in";
        }
        return told.get() == 1 ? null : "told " + told.get() + " times";
    }
}
