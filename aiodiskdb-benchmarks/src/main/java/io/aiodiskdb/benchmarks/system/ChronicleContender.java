package io.aiodiskdb.benchmarks.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;

/** Chronicle Queue: appends through a mapping. */
public final class ChronicleContender implements Contender {

    private static final long LEAST_BLOCK = 256L << 20;

    /** From here on, copying an item twice costs more than writing a document by its context. */
    private static final int LARGE = 4 << 10;

    @Override
    public String name() {
        return "chronicle";
    }

    @Override
    public Set<Durability> durabilities() {
        return EnumSet.allOf(Durability.class);
    }

    @Override
    public String configuration(Durability durability) {
        String queue =
                "LARGE_DAILY, one block for all that is stored (256 MiB at least), an appender for each thread, ";
        return queue
                + switch (durability) {
                    case UNSYNCED -> "SyncMode.NONE";
                    case SYNCED -> "SyncMode.SYNC, ExcerptAppender.sync() (msync) at the end";
                    case DURABLE ->
                        "SyncMode.SYNC, ExcerptAppender.sync() (msync) after each message; a commit is one message";
                };
    }

    @Override
    public String version() {
        return JarVersion.of(ChronicleQueue.class);
    }

    @Override
    public Store open(Path directory, Setup setup) {
        SyncMode mode = setup.durability() == Durability.UNSYNCED ? SyncMode.NONE : SyncMode.SYNC;
        ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(LargeRollCycles.LARGE_DAILY)
                .blockSize(block(setup))
                .syncMode(mode)
                .build();
        return new Open(queue);
    }

    /** {@return bytes of a block: sync() knows the one that was written last, so that it must hold all, and headers} */
    private static long block(Setup setup) {
        return Math.max(LEAST_BLOCK, setup.capacity() + setup.capacity() / 8);
    }

    private static final class Open implements Store {

        private final ChronicleQueue queue;

        /** Kept open for {@link #sync} when their threads have ended. */
        private final List<QueueWriter> writers = new ArrayList<>();

        Open(ChronicleQueue queue) {
            this.queue = queue;
        }

        private static Bytes<?> bytes(DocumentContext document) {
            return Objects.requireNonNull(document.wire(), "wire").bytes();
        }

        @Override
        public Writer writer() {
            QueueWriter writer = new QueueWriter(queue.createAppender());
            synchronized (writers) {
                writers.add(writer);
            }
            return writer;
        }

        private static final class QueueWriter implements Writer {

            private final ExcerptAppender appender;
            private final Bytes<?> bytes = Bytes.allocateElasticDirect(LARGE);
            private long last = -1;

            QueueWriter(ExcerptAppender appender) {
                this.appender = appender;
                appender.singleThreadedCheckDisabled(true); // it is synced and closed by another thread
            }

            @Override
            public long append(byte[] item) {
                if (item.length >= LARGE) {
                    try (DocumentContext document = appender.writingDocument()) {
                        bytes(document).write(item);
                    }
                } else {
                    bytes.clear();
                    bytes.write(item);
                    appender.writeBytes(bytes);
                }
                last = appender.lastIndexAppended();
                return last;
            }

            @Override
            public long appendDurably(byte[] item) {
                long index = append(item);
                appender.sync();
                return index;
            }

            /** One message of all items: the queue has no other way to make them visible together. */
            @Override
            public long commit(List<byte[]> items) {
                try (DocumentContext document = appender.writingDocument()) {
                    items.forEach(bytes(document)::write);
                }
                appender.sync();
                last = appender.lastIndexAppended();
                return last;
            }

            @Override
            public void close() {
                bytes.releaseLast();
            }
        }

        @Override
        public Reader reader() {
            ExcerptTailer tailer = queue.createTailer();
            return new Reader() {
                @Override
                public byte[] read(long handle, int size) {
                    if (tailer.moveToIndex(handle)) {
                        try (DocumentContext document = tailer.readingDocument()) {
                            if (document.isPresent()) {
                                Bytes<?> in = bytes(document);
                                byte[] item = new byte[(int) in.readRemaining()];
                                in.read(item);
                                return item;
                            }
                        }
                    }
                    throw new IllegalStateException("no message at " + Long.toHexString(handle));
                }

                @Override
                public void close() {
                    tailer.close();
                }
            };
        }

        /** What is written into a mapping is in the page cache. */
        @Override
        public void awaitInFiles() {}

        /** What the appender that came farthest syncs, from the begin to its own end, is all. */
        @Override
        public void sync() {
            synchronized (writers) {
                writers.stream()
                        .max(Comparator.comparingLong(writer -> writer.last))
                        .ifPresent(writer -> writer.appender.sync());
            }
        }

        @Override
        public void close() {
            synchronized (writers) {
                writers.forEach(writer -> writer.appender.close());
            }
            queue.close();
        }
    }
}
