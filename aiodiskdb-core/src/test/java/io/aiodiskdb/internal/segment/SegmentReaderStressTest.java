package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.TestSeed;
import io.aiodiskdb.internal.io.NioStorage;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.internal.io.StorageFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reading while the end of an index is cut off and written anew all the time, and its begin cut off now and then: real
 * threads. Every slot is a register: a read answers with one of its values, whole, and never with one older than the last
 * that was settled before the read began.
 */
@Timeout(120)
class SegmentReaderStressTest {

    private static final int SLOT = 64;
    private static final int WINDOW = 40;
    private static final int ROUNDS = 3_000;
    private static final int SLOTS = ROUNDS + 2 * WINDOW;
    private static final int READERS = 4;

    /** The least value that a read may answer with. */
    private final AtomicIntegerArray least = new AtomicIntegerArray(SLOTS);

    /** The greatest value that may be there. */
    private final AtomicIntegerArray greatest = new AtomicIntegerArray(SLOTS);

    /** How often a slot has begun to be cut off. */
    private final AtomicIntegerArray cuts = new AtomicIntegerArray(SLOTS);

    /** 1: it is settled, and nobody has begun to cut it off. */
    private final AtomicIntegerArray settled = new AtomicIntegerArray(SLOTS);

    private final AtomicInteger mappedReads = new AtomicInteger();
    private final AtomicInteger begin = new AtomicInteger();
    private final AtomicInteger end = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean over;
    private int value;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsSeeWholeAndCurrentValuesWhileAnIndexIsCut(boolean verifyReads) throws Exception {
        long seed = TestSeed.of("SegmentReaderStressTest");
        SplittableRandom random = new SplittableRandom(seed);
        NioStorage.createDirectory(directory);
        AtomicInteger reads = new AtomicInteger();
        WatchedMappings watched = new WatchedMappings(directory, false);
        try (SegmentSet segments = SegmentFixture.open(watched.storage(), 2, verifyReads)) {
            List<Thread> readers = new ArrayList<>();
            append(segments, WINDOW / 2);
            for (int number = 0; number < READERS; number++) {
                SplittableRandom own = new SplittableRandom(seed + 1 + number);
                readers.add(new Thread(() -> read(segments, own, reads)));
            }
            readers.forEach(Thread::start);
            for (int round = 0; round < ROUNDS && failure.get() == null; round++) {
                change(segments, random);
            }
            // On a machine with much else to do, the readers may not have come to it.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> mappedReads.get() > 0 || failure.get() != null);
            over = true;
            for (Thread reader : readers) {
                reader.join(60_000);
                assertThat(reader.isAlive())
                        .as("a reader that does not end, seed %s", seed)
                        .isFalse();
            }
            if (failure.get() != null) {
                throw new AssertionError("seed " + seed + ": " + failure.get(), failure.get());
            }
            for (int slot = begin.get(); slot < end.get(); slot++) {
                read(segments, slot, 1);
            }
        }
        assertThat(watched.fault).hasValue(null);
        assertThat(watched.mapped).as("left mapped").hasValue(0);
        assertThat(mappedReads).hasPositiveValue();
        System.out.println("SegmentReaderStressTest: " + reads + " reads, " + mappedReads
                + " of them out of a mapping, during " + ROUNDS + " changes");
    }

    /** The JDK reads in slices: between two of them, the rest of the range is cut off and written anew. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReadThatIsOvertakenByACutDoesNotMixOldAndNewBytes(boolean verifyReads) throws Exception {
        NioStorage.createDirectory(directory);
        AtomicReference<@Nullable Callable<?>> meanwhile = new AtomicReference<>();
        int size = 100_000;
        try (SegmentSet segments =
                SegmentFixture.open(new OvertakingStorage(directory, meanwhile).storage(), 2, verifyReads)) {
            segments.commit(SegmentFixture.group(0, 0, List.of(filled(size, 1), filled(size, 2), filled(size, 3))));
            meanwhile.set(() -> {
                segments.rtrim(0, size, ByteBuffer.allocate(0));
                segments.commit(SegmentFixture.group(0, size, List.of(filled(2 * size, 4))));
                return null;
            });
            byte[] found = new byte[3 * size];
            assertThat(segments.reads().read(0, 0, 3L * size, found, 0)).isTrue();
            assertThat(meanwhile.get()).as("what was to overtake the read").isNull();
            assertThat(List.of(found[0], found[size], found[3 * size / 2], found[2 * size], found[3 * size - 1]))
                    .isIn(List.of(List.of(1, 2, 2, 3, 3), List.of(1, 4, 4, 4, 4)).stream()
                            .map(state -> state.stream().map(Integer::byteValue).toList())
                            .toList());
        }
    }

    private static byte[] filled(int size, int value) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** The real disk, on which something happens, once, behind the first slice of a read. */
    private record OvertakingStorage(Path directory, AtomicReference<@Nullable Callable<?>> meanwhile) {

        Storage storage() {
            NioStorage real = new NioStorage(directory);
            return proxy(Storage.class, real, (method, arguments) -> {
                Object result = method.invoke(real, arguments);
                return method.getName().equals("openForReading") ? file((StorageFile) result) : result;
            });
        }

        private StorageFile file(StorageFile real) {
            return proxy(StorageFile.class, real, (method, arguments) -> {
                Object result = method.invoke(real, arguments);
                if (method.getName().equals("readFully") && (int) result > 1_000) {
                    Callable<?> overtaking = meanwhile.getAndSet(null);
                    if (overtaking != null) {
                        overtaking.call();
                    }
                }
                return result;
            });
        }

        private static <T> T proxy(Class<T> type, T real, Call call) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        try {
                            return method.getName().equals("toString")
                                    ? real.toString()
                                    : call.invoke(method, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }

        /** A call of the real one. */
        interface Call {
            Object invoke(Method method, Object[] arguments) throws Exception;
        }
    }

    private void change(SegmentSet segments, SplittableRandom random) throws Exception {
        int size = end.get() - begin.get();
        int choice = random.nextInt(20);
        if ((choice < 10 && size < WINDOW) || size == 0) {
            append(segments, 1 + random.nextInt(WINDOW / 4));
        } else if (choice < 19) {
            trimRight(segments, 1 + random.nextInt(size));
        } else {
            trimLeft(segments);
        }
    }

    private void append(SegmentSet segments, int count) throws Exception {
        int from = end.get();
        List<byte[]> items = new ArrayList<>();
        for (int slot = from; slot < from + count; slot++) {
            value++;
            greatest.set(slot, value);
            items.add(content(value));
        }
        segments.commit(SegmentFixture.group(0, (long) from * SLOT, items));
        for (int slot = from; slot < from + count; slot++) {
            least.set(slot, greatest.get(slot));
            settled.set(slot, 1);
        }
        end.set(from + count);
    }

    private static byte[] content(int value) {
        ByteBuffer content = ByteBuffer.allocate(SLOT);
        while (content.hasRemaining()) {
            content.putInt(value);
        }
        return content.array();
    }

    private void trimRight(SegmentSet segments, int count) throws Exception {
        int from = end.get() - count;
        beginToCut(from, end.get());
        segments.rtrim(0, (long) from * SLOT, ByteBuffer.allocate(0));
        for (int slot = from; slot < end.get(); slot++) {
            least.set(slot, greatest.get(slot) + 1);
        }
        end.set(from);
    }

    private void trimLeft(SegmentSet segments) throws Exception {
        int to = begin.get() + 1;
        beginToCut(begin.get(), to);
        segments.ltrim(0, (long) to * SLOT, ByteBuffer.allocate(0));
        least.set(to - 1, Integer.MAX_VALUE);
        begin.set(to);
    }

    private void beginToCut(int from, int to) {
        for (int slot = from; slot < to; slot++) {
            settled.set(slot, 0);
            cuts.incrementAndGet(slot);
        }
    }

    private void read(SegmentSet segments, SplittableRandom random, AtomicInteger reads) {
        try {
            while (!over && failure.get() == null) {
                int from = Math.max(0, begin.get() - 2 + random.nextInt(WINDOW + 4));
                read(segments, from, random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(4));
                reads.incrementAndGet();
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private void read(SegmentSet segments, int from, int count) throws Exception {
        int[] cutsBefore = new int[count];
        int[] leastBefore = new int[count];
        boolean allSettled = true;
        for (int number = 0; number < count; number++) {
            cutsBefore[number] = cuts.get(from + number);
            leastBefore[number] = least.get(from + number);
            allSettled &= settled.get(from + number) == 1;
        }
        byte[] found = segments.reads().readMapped(0, (long) from * SLOT, (long) (from + count) * SLOT, count % 2 == 0);
        boolean whole = found != null;
        if (found == null) {
            found = new byte[count * SLOT];
            whole = segments.reads().read(0, (long) from * SLOT, (long) (from + count) * SLOT, found, 0);
        } else {
            mappedReads.incrementAndGet();
        }
        if (!whole) {
            boolean cut = false;
            for (int number = 0; number < count; number++) {
                cut |= cuts.get(from + number) != cutsBefore[number];
            }
            assertThat(!allSettled || cut)
                    .as("slots %s to %s are settled, but not found", from, from + count)
                    .isTrue();
            return;
        }
        ByteBuffer values = ByteBuffer.wrap(found);
        int before = 0;
        for (int number = 0; number < count; number++) {
            int first = values.getInt(number * SLOT);
            for (int at = 4; at < SLOT; at += 4) {
                assertThat(values.getInt(number * SLOT + at))
                        .as("a value that is mixed")
                        .isEqualTo(first);
            }
            // What lies further to the right has been written later, in every state that there has been.
            assertThat(first).as("a value of another state").isGreaterThan(before);
            before = first;
            assertThat(first)
                    .as("value of slot %s", from + number)
                    .isBetween(leastBefore[number], greatest.get(from + number));
        }
    }
}
