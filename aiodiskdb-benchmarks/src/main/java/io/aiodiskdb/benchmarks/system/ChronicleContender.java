package io.aiodiskdb.benchmarks.system;

import java.nio.file.Path;
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
        String queue = "LARGE_DAILY, blocks of 256 MiB, an appender for each thread, ";
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
                .blockSize(256L << 20)
                .syncMode(mode)
                .build();
        return new Open(queue);
    }

    private static final class Open implements Store {

        private final ChronicleQueue queue;

        Open(ChronicleQueue queue) {
            this.queue = queue;
        }

        @Override
        public Writer writer() {
            ExcerptAppender appender = queue.createAppender();
            Bytes<?> bytes = Bytes.allocateElasticDirect(1 << 20);
            return new Writer() {
                @Override
                public long append(byte[] item) {
                    bytes.clear();
                    bytes.write(item);
                    appender.writeBytes(bytes);
                    return appender.lastIndexAppended();
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
                        Bytes<?> out =
                                Objects.requireNonNull(document.wire(), "wire").bytes();
                        items.forEach(out::write);
                    }
                    appender.sync();
                    return appender.lastIndexAppended();
                }

                @Override
                public void close() {
                    appender.close();
                    bytes.releaseLast();
                }
            };
        }

        @Override
        public Reader reader() {
            ExcerptTailer tailer = queue.createTailer();
            Bytes<?> bytes = Bytes.allocateElasticDirect(1 << 20);
            return new Reader() {
                @Override
                public byte[] read(long handle, int size) {
                    bytes.clear();
                    if (!tailer.moveToIndex(handle) || !tailer.readBytes(bytes)) {
                        throw new IllegalStateException("no message at " + Long.toHexString(handle));
                    }
                    return bytes.toByteArray();
                }

                @Override
                public void close() {
                    tailer.close();
                    bytes.releaseLast();
                }
            };
        }

        /** What is written into a mapping is in the page cache. */
        @Override
        public void awaitInFiles() {}

        @Override
        public void sync() {
            try (ExcerptAppender appender = queue.createAppender()) {
                appender.sync();
            }
        }

        @Override
        public void close() {
            queue.close();
        }
    }
}
