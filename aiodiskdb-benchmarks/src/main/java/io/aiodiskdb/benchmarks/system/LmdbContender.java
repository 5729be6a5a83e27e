package io.aiodiskdb.benchmarks.system;

import static org.lmdbjava.DbiFlags.MDB_CREATE;
import static org.lmdbjava.DbiFlags.MDB_INTEGERKEY;
import static org.lmdbjava.EnvFlags.MDB_NOMEMINIT;
import static org.lmdbjava.EnvFlags.MDB_NORDAHEAD;
import static org.lmdbjava.EnvFlags.MDB_NOSYNC;
import static org.lmdbjava.EnvFlags.MDB_WRITEMAP;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/** LMDB: a mapped B+ tree with one writer at a time. */
public final class LmdbContender implements Contender {

    private static final int BATCH = 1000;
    private static final long BATCH_BYTES = 16L << 20;
    private static final String READS = "a read transaction is renewed when it does not find an item";

    @Override
    public String name() {
        return "lmdb";
    }

    @Override
    public Set<Durability> durabilities() {
        return EnumSet.allOf(Durability.class);
    }

    @Override
    public String configuration(Durability durability) {
        return switch (durability) {
            case UNSYNCED ->
                "MDB_WRITEMAP, MDB_NOSYNC, MDB_APPEND, transactions of " + BATCH
                        + " items or 16 MiB, which a reader sees once committed; " + READS;
            case SYNCED ->
                "MDB_WRITEMAP, MDB_NOSYNC, MDB_APPEND, transactions of " + BATCH
                        + " items or 16 MiB, mdb_env_sync at the end; " + READS;
            case DURABLE ->
                "MDB_APPEND, a synced transaction for each operation: there is one writer at a time, no group commit";
        };
    }

    @Override
    public String version() {
        return JarVersion.of(Env.class);
    }

    @Override
    public Store open(Path directory, Setup setup) {
        long map = Math.max(1L << 30, 3 * setup.capacity());
        Env.Builder<ByteBuffer> builder = Env.create().setMapSize(map).setMaxReaders(512);
        return new Open(
                setup.durability() == Durability.DURABLE
                        ? builder.open(directory.toFile(), MDB_NORDAHEAD, MDB_NOMEMINIT)
                        : builder.open(directory.toFile(), MDB_NORDAHEAD, MDB_NOMEMINIT, MDB_NOSYNC, MDB_WRITEMAP));
    }

    private static final class Open implements Store {

        private final Env<ByteBuffer> env;
        private final Dbi<ByteBuffer> items;

        /** Read and changed within a write transaction, of which there is one at a time. */
        private volatile long next;

        Open(Env<ByteBuffer> env) {
            this.env = env;
            this.items = env.openDbi((String) null, MDB_CREATE, MDB_INTEGERKEY);
            try (Txn<ByteBuffer> txn = env.txnRead()) {
                this.next = items.stat(txn).entries;
            }
        }

        private static ByteBuffer newKey() {
            return ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        }

        private long put(Txn<ByteBuffer> txn, ByteBuffer key, byte[] item) {
            long number = next;
            items.reserve(txn, key.clear().putLong(number).flip(), item.length, PutFlags.MDB_APPEND)
                    .put(item);
            next = number + 1;
            return number;
        }

        @Override
        public Writer writer() {
            return new BatchingWriter();
        }

        /** A write transaction belongs to its thread and shuts all others out, so it is kept for a batch at most. */
        private final class BatchingWriter implements Writer {

            private final ByteBuffer key = newKey();
            private @Nullable Txn<ByteBuffer> batch;
            private int batchItems;
            private long batchBytes;

            @Override
            public long append(byte[] item) {
                Txn<ByteBuffer> txn = batch;
                if (txn == null) {
                    txn = env.txnWrite();
                    batch = txn;
                }
                long number = put(txn, key, item);
                batchItems++;
                batchBytes += item.length;
                if (batchItems == BATCH || batchBytes >= BATCH_BYTES) {
                    handOver();
                }
                return number;
            }

            @Override
            public void handOver() {
                Txn<ByteBuffer> txn = batch;
                if (txn != null) {
                    try (txn) {
                        txn.commit();
                    }
                    batch = null;
                    batchItems = 0;
                    batchBytes = 0;
                }
            }

            @Override
            public long appendDurably(byte[] item) {
                try (Txn<ByteBuffer> txn = env.txnWrite()) {
                    long number = put(txn, key, item);
                    txn.commit();
                    return number;
                }
            }

            @Override
            public long commit(List<byte[]> group) {
                try (Txn<ByteBuffer> txn = env.txnWrite()) {
                    long first = next;
                    for (byte[] item : group) {
                        put(txn, key, item);
                    }
                    txn.commit();
                    return first;
                }
            }

            @Override
            public void close() {
                handOver();
            }
        }

        /** What is only appended to never makes an old transaction wrong: it is kept until it does not know an item. */
        @Override
        public Reader reader() {
            ByteBuffer key = newKey();
            Txn<ByteBuffer> txn = env.txnRead();
            return new Reader() {
                @Override
                public byte @Nullable [] read(long handle, int size) {
                    ByteBuffer found = find(handle);
                    if (found == null) {
                        txn.reset();
                        txn.renew();
                        found = find(handle);
                    }
                    if (found == null) {
                        return null;
                    }
                    byte[] item = new byte[found.remaining()];
                    found.get(item);
                    return item;
                }

                /** The binding answers null, though it does not say so, for what is not there yet. */
                private @Nullable ByteBuffer find(long handle) {
                    return items.get(txn, key.clear().putLong(handle).flip());
                }

                @Override
                public void close() {
                    txn.close();
                }
            };
        }

        @Override
        public void awaitInFiles() {}

        @Override
        public void sync() {
            env.sync(true);
        }

        @Override
        public void close() {
            items.close();
            env.close();
        }
    }
}
