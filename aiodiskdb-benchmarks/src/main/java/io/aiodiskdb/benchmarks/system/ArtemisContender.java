package io.aiodiskdb.benchmarks.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.EncoderPersister;
import org.apache.activemq.artemis.core.journal.IOCompletion;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.journal.impl.dataformat.ByteArrayEncoding;
import org.jspecify.annotations.Nullable;

/** The journal of ActiveMQ Artemis, written with NIO. It reads nothing but when it is loaded. */
public final class ArtemisContender implements Contender {

    private static final int BUFFER = 490 << 10;

    private static final int FRAME = 4 << 10;

    /** How long a write waits for others, in nanoseconds: the default of 3.3 ms is for disks that turn. */
    private static final int TIMEOUT_NANOS = 20_000;

    private static final int FILE = 10 << 20;

    /** A broker has its files long since, and uses them again and again: so many bytes of them are filled when it is opened. */
    private static final long MOST_PREPARED = 1L << 30;

    @Override
    public String name() {
        return "artemis";
    }

    @Override
    public Set<Durability> durabilities() {
        return EnumSet.allOf(Durability.class);
    }

    /** A journal answers nothing but when it is loaded. */
    @Override
    public boolean reads() {
        return false;
    }

    @Override
    public String version() {
        return JarVersion.of(JournalImpl.class);
    }

    @Override
    public boolean hasFutures() {
        return true;
    }

    @Override
    public String configuration(Durability durability) {
        String journal =
                "NIO journal, files of 10 MiB, filled beforehand up to 1 GiB of items, buffer of 490 KiB (980 KiB for larger items), timeout of "
                        + TIMEOUT_NANOS / 1000 + " µs, ";
        return journal
                + switch (durability) {
                    case UNSYNCED -> "datasync=false";
                    case SYNCED ->
                        "datasync=true, records appended with sync=false, one in 64 MiB and the last one with sync=true";
                    case DURABLE ->
                        "datasync=true, each record or commit with sync=true, those of several threads together";
                };
    }

    @Override
    public Store open(Path directory, Setup setup) throws Exception {
        NIOSequentialFileFactory files = files(directory, setup);
        int pool = filesFor(Math.min(setup.capacity(), MOST_PREPARED));
        JournalImpl journal = new JournalImpl(FILE, pool, pool, 0, 0, files, "bench", "amq", 1);
        journal.start();
        files.setDatasync(true); // else the zeros would still be written to the disk while items are
        journal.loadInternalOnly();
        files.setDatasync(setup.durability() != Durability.UNSYNCED);
        return new Open(files, journal);
    }

    private static NIOSequentialFileFactory files(Path directory, Setup setup) {
        NIOSequentialFileFactory files =
                new NIOSequentialFileFactory(directory.toFile(), true, buffer(setup), TIMEOUT_NANOS, 1, false);
        files.start();
        return files;
    }

    /** {@return how many files it takes: headers of small records, and what large ones leave over, are up to a quarter} */
    static int filesFor(long bytes) {
        return (int) Math.max(2, (bytes + bytes / 4) / FILE + 1);
    }

    /** {@return the size of the buffer: it must hold the largest record} */
    private static int buffer(Setup setup) {
        return setup.largestItem() + FRAME > BUFFER ? 2 * BUFFER : BUFFER;
    }

    /** {@return what a closed journal holds, which is the only way to read it} */
    static List<byte[]> load(Path directory, Setup setup) throws Exception {
        NIOSequentialFileFactory files =
                new NIOSequentialFileFactory(directory.toFile(), true, buffer(setup), TIMEOUT_NANOS, 1, false) {
                    /** With JDK 25, the library below cannot free a buffer that it has not allocated itself. */
                    @Override
                    public void releaseDirectBuffer(ByteBuffer buffer) {}
                };
        files.start();
        JournalImpl journal = new JournalImpl(FILE, 2, 10, 0, 0, files, "bench", "amq", 1);
        journal.start();
        List<RecordInfo> records = new ArrayList<>();
        journal.load(records, new ArrayList<>(), null);
        journal.stop();
        files.stop();
        return records.stream().map(record -> record.data).toList();
    }

    /** A callback of the journal as a future. */
    private static final class Completion extends CompletableFuture<@Nullable Void> implements IOCompletion {

        @Override
        public void storeLineUp() {}

        @Override
        public void done() {
            complete(null);
        }

        @Override
        public void onError(int code, @Nullable String message) {
            completeExceptionally(new IOException("error " + code + " of the journal: " + message));
        }
    }

    private static final class Open implements Store {

        private static final byte TYPE = 1;
        private static final long MOST_UNAWAITED = 64L << 20;

        private final NIOSequentialFileFactory files;
        private final JournalImpl journal;
        private final AtomicLong next = new AtomicLong();

        Open(NIOSequentialFileFactory files, JournalImpl journal) {
            this.files = files;
            this.journal = journal;
        }

        @Override
        public Writer writer() {
            return new Writer() {
                private long unawaited;

                /** The record is encoded later, by another thread, and the queue to that thread has no bound. */
                @Override
                public long append(byte[] item) throws Exception {
                    unawaited += item.length;
                    boolean await = unawaited > MOST_UNAWAITED;
                    unawaited = await ? 0 : unawaited;
                    long number = next.getAndIncrement();
                    journal.appendAddRecord(number, TYPE, item.clone(), await);
                    return number;
                }

                @Override
                public long appendDurably(byte[] item) throws Exception {
                    long number = next.getAndIncrement();
                    journal.appendAddRecord(number, TYPE, item, true);
                    return number;
                }

                @Override
                public CompletableFuture<?> appendDurablyLater(byte[] item) throws Exception {
                    Completion completion = new Completion();
                    journal.appendAddRecord(
                            next.getAndIncrement(),
                            TYPE,
                            EncoderPersister.getInstance(),
                            new ByteArrayEncoding(item.clone()),
                            true,
                            completion);
                    return completion;
                }

                @Override
                public long commit(List<byte[]> items) throws Exception {
                    long transaction = next.getAndIncrement();
                    for (byte[] item : items) {
                        journal.appendAddRecordTransactional(transaction, next.getAndIncrement(), TYPE, item);
                    }
                    journal.appendCommitRecord(transaction, true);
                    return transaction + 1;
                }
            };
        }

        @Override
        public Reader reader() {
            throw new UnsupportedOperationException("a journal is read when it is opened: see Contender.reads");
        }

        @Override
        public void awaitInFiles() throws Exception {
            sync();
        }

        @Override
        public void sync() throws Exception {
            journal.appendAddRecord(next.getAndIncrement(), TYPE, new byte[1], true);
        }

        @Override
        public void close() throws IOException {
            try {
                journal.stop();
            } catch (Exception e) {
                throw new IOException("the journal did not stop", e);
            }
            files.stop();
        }
    }
}
