package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.TestSeed;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.NioStorage;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many readers and few files that may be open: real threads, and a disk that notices what must not happen. */
@Timeout(120)
class ReadHandlesStressTest {

    private static final int INDEXES = 10;
    private static final int THREADS = 8;
    private static final int ROUNDS = 6_000;
    private static final int SIZE = 500;

    @TempDir
    private Path directory;

    @Test
    void noMoreFilesThanAllowedAreOpenAndNoneIsClosedUnderItsUser() throws Exception {
        long seed = TestSeed.of("ReadHandlesStressTest");
        for (int most : new int[] {1, 3, INDEXES - 1}) {
            Path store = directory.resolve("most" + most);
            NioStorage.createDirectory(store);
            fill(store);
            stress(store, most, seed);
        }
    }

    private static void fill(Path store) throws IOException {
        try (SegmentSet segments = SegmentFixture.open(store, 4)) {
            for (int index = 0; index < INDEXES; index++) {
                segments.commit(SegmentFixture.group(index, 0, List.of(content(index))));
            }
            segments.markClean();
        }
    }

    private static byte[] content(int index) {
        byte[] content = new byte[SIZE];
        Arrays.fill(content, (byte) (index + 1));
        return content;
    }

    private static void stress(Path store, int most, long seed) throws Exception {
        WatchedStorage storage = new WatchedStorage(new NioStorage(store));
        SegmentFiles files = SegmentFiles.list(storage, SegmentFixture.NAMES, SegmentFixture.GENESIS);
        ReadHandles handles = new ReadHandles(files, most, new Mappings());
        ItemBlockCache cache = new ItemBlockCache(1 << 20);
        List<Segment> segments = new ArrayList<>();
        for (int index = 0; index < INDEXES; index++) {
            segments.add(
                    new Segment(index, new Segment.View(0, SIZE, -1, 0, false), new ItemIndex(files, index, cache)));
        }
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < THREADS; number++) {
            SplittableRandom random = new SplittableRandom(seed + number);
            threads.add(new Thread(() -> {
                try {
                    barrier.await();
                    for (int round = 0; round < ROUNDS && failure.get() == null; round++) {
                        use(handles, segments.get(random.nextInt(INDEXES)), random);
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.setDaemon(true);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(60_000);
            assertThat(thread.isAlive())
                    .as("a reader that waits for ever, seed %s", seed)
                    .isFalse();
        }
        if (failure.get() != null) {
            throw new AssertionError("a reader has failed, seed " + seed, failure.get());
        }
        assertThat(storage.mostOpen).as("most files open, seed %s", seed).hasValueLessThanOrEqualTo(most);
        assertThat(storage.closedInUse)
                .as("files closed under a reader, seed %s", seed)
                .hasValue(0);
        handles.invalidateAll();
        assertThat(storage.open).as("files left open, seed %s", seed).hasValue(0);
    }

    private static void use(ReadHandles handles, Segment segment, SplittableRandom random) throws IOException {
        ReadHandle handle = segment.retainHandle(handles);
        if (handle == null) {
            handle = handles.open(segment);
        }
        try {
            byte[] found = new byte[SIZE];
            handle.file().readFully(ByteBuffer.wrap(found), SegmentHeader.BYTES);
            assertThat(found).isEqualTo(content(segment.index()));
            if (random.nextInt(10) == 0) {
                handles.invalidate(segment, random.nextBoolean() ? handle : null);
            }
        } finally {
            handles.release(handle);
        }
        if (random.nextInt(200) == 0) {
            handles.invalidateAll();
        }
    }

    /** Counts what is open for reading, and notices a file that is closed while somebody reads it. */
    private static final class WatchedStorage implements Storage {

        private final Storage storage;
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger mostOpen = new AtomicInteger();
        private final AtomicInteger closedInUse = new AtomicInteger();

        WatchedStorage(Storage storage) {
            this.storage = storage;
        }

        @Override
        public StorageFile openForReading(String name) throws IOException {
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            return new WatchedFile(storage.openForReading(name), this);
        }

        @Override
        public List<String> list() throws IOException {
            return storage.list();
        }

        @Override
        public StorageFile openForWriting(String name) {
            throw new UnsupportedOperationException("reading changes nothing");
        }

        @Override
        public StorageFile create(String name) {
            throw new UnsupportedOperationException("reading changes nothing");
        }

        @Override
        public void delete(String name) {
            throw new UnsupportedOperationException("reading changes nothing");
        }

        @Override
        public void rename(String from, String to) {
            throw new UnsupportedOperationException("reading changes nothing");
        }

        @Override
        public void forceDirectory() {
            throw new UnsupportedOperationException("reading changes nothing");
        }

        @Override
        public void quarantine(String name, StorageFile source, long offset, long length) {
            throw new UnsupportedOperationException("reading changes nothing");
        }

        @Override
        public long usableSpace() throws IOException {
            return storage.usableSpace();
        }
    }

    private static final class WatchedFile implements StorageFile {

        private final StorageFile file;
        private final WatchedStorage storage;
        private final AtomicInteger users = new AtomicInteger();

        WatchedFile(StorageFile file, WatchedStorage storage) {
            this.file = file;
            this.storage = storage;
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            users.incrementAndGet();
            try {
                return file.read(target, offset);
            } finally {
                users.decrementAndGet();
            }
        }

        @Override
        public int write(ByteBuffer source, long offset) {
            throw new UnsupportedOperationException("reading changes nothing");
        }

        @Override
        public void truncate(long length) {
            throw new UnsupportedOperationException("reading changes nothing");
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void force() throws ForceFailedException {
            file.force();
        }

        @Override
        public void close() throws IOException {
            if (users.get() > 0) {
                storage.closedInUse.incrementAndGet();
            }
            file.close();
            storage.open.decrementAndGet();
        }
    }
}
