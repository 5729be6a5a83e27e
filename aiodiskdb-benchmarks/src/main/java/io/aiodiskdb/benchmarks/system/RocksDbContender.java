package io.aiodiskdb.benchmarks.system;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB with blob files: without a log for what need not be durable, with a synced one for what must be. */
public final class RocksDbContender implements Contender {

    private static final int WRITE_BUFFER = 64 << 20;

    /** So many are filled and given up before anything is measured; the log uses the last two of them again. */
    private static final int LOGS_BEFORE = 3;

    @Override
    public String name() {
        return "rocksdb";
    }

    @Override
    public Set<Durability> durabilities() {
        return EnumSet.allOf(Durability.class);
    }

    @Override
    public String configuration(Durability durability) {
        String blobs = "BlobDB (min_blob_size=64), no compression, write buffers of 64 MiB, max_background_jobs=2, ";
        return blobs
                + switch (durability) {
                    case UNSYNCED -> "no WAL; a flush, which RocksDB syncs, puts all into files";
                    case SYNCED -> "no WAL; a flush, which RocksDB syncs";
                    case DURABLE ->
                        "WAL (recycle_log_file_num=2, files filled beforehand), WriteOptions.sync=true: writers that wait at the same time share a sync";
                };
    }

    @Override
    public String version() {
        return JarVersion.of(RocksDB.class);
    }

    @Override
    public Store open(Path directory, Setup setup) throws RocksDBException {
        Options options = new Options()
                .setCreateIfMissing(true)
                .setEnableBlobFiles(true)
                .setMinBlobSize(64)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(WRITE_BUFFER)
                .setMaxBackgroundJobs(2);
        boolean durable = setup.durability() == Durability.DURABLE;
        if (durable) {
            options.setRecycleLogFileNum(2); // refused where there is no log
        }
        WriteOptions writes = new WriteOptions().setDisableWAL(!durable).setSync(durable);
        RocksDB database = RocksDB.open(options, directory.toString());
        if (durable) {
            fillLogs(database);
        }
        return new Open(database, options, writes);
    }

    /** As in a database that has been in use for a while: from then on a file of the log need not grow. */
    private static void fillLogs(RocksDB database) throws RocksDBException {
        byte[] value = new byte[1 << 20];
        try (WriteOptions unsynced = new WriteOptions();
                FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            for (int log = 0; log < LOGS_BEFORE; log++) {
                for (int size = 0; size < WRITE_BUFFER; size += value.length) {
                    database.put(unsynced, new byte[1], value);
                }
                database.flush(flush);
            }
        }
    }

    private static final class Open implements Store {

        private final RocksDB database;
        private final Options options;
        private final WriteOptions writes;
        private final AtomicLong next = new AtomicLong();

        Open(RocksDB database, Options options, WriteOptions writes) {
            this.database = database;
            this.options = options;
            this.writes = writes;
        }

        private static byte[] key(long number) {
            return ByteBuffer.allocate(8).putLong(number).array();
        }

        @Override
        public Writer writer() {
            return new Writer() {
                @Override
                public long append(byte[] item) throws RocksDBException {
                    long number = next.getAndIncrement();
                    database.put(writes, key(number), item);
                    return number;
                }

                @Override
                public long appendDurably(byte[] item) throws RocksDBException {
                    return append(item);
                }

                @Override
                public long commit(List<byte[]> items) throws RocksDBException {
                    long first = next.getAndAdd(items.size());
                    long number = first;
                    try (WriteBatch batch = new WriteBatch()) {
                        for (byte[] item : items) {
                            batch.put(key(number++), item);
                        }
                        database.write(writes, batch);
                    }
                    return first;
                }
            };
        }

        @Override
        public Reader reader() {
            return (handle, size) -> database.get(key(handle));
        }

        @Override
        public void awaitInFiles() throws RocksDBException {
            try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
                database.flush(flush);
            }
        }

        /** A flush syncs the files that it writes. */
        @Override
        public void sync() throws RocksDBException {
            awaitInFiles();
        }

        @Override
        public void close() {
            database.close();
            writes.close();
            options.close();
        }
    }
}
