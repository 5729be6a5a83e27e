package io.aiodiskdb.benchmarks.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The limit: what the file system and the memory allow a program that knows no durability, no index and no recovery.
 *
 * <p>In most workloads the limit is a loop (see {@link RawFile}) that only its workload knows. As a store, for workloads that mix writes
 * and reads, it gathers items in a buffer of 1 MiB, and reads with {@code pread} what is in the file.
 */
public final class LimitContender implements Contender {

    /** Its name; those of further limits begin with it. */
    public static final String NAME = "limit";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Role role() {
        return Role.LIMIT;
    }

    @Override
    public Set<Durability> durabilities() {
        return EnumSet.allOf(Durability.class);
    }

    @Override
    public String configuration(Durability durability) {
        return switch (durability) {
            case UNSYNCED -> "write() in chunks of 1 MiB";
            case SYNCED -> "write() in chunks of 1 MiB, fdatasync() at the end (limit-forced: every 16 MiB, too)";
            case DURABLE ->
                "one thread writes N items at once and calls fdatasync(), in zero-filled space (limit-append: at the end of the file)";
        };
    }

    @Override
    public String version() {
        return "java.nio " + Runtime.version();
    }

    @Override
    public Store open(Path directory, Setup setup) throws IOException {
        return new Open(FileChannel.open(
                directory.resolve("raw"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    private static final class Open implements Store {

        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);

        /** Where the file ends; written by the only writer. */
        private volatile long end;

        Open(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public Writer writer() {
            return this::append;
        }

        private synchronized long append(byte[] item) throws IOException {
            long handle = end + buffer.position();
            int done = 0;
            while (done < item.length) {
                int part = Math.min(item.length - done, buffer.remaining());
                buffer.put(item, done, part);
                done += part;
                if (!buffer.hasRemaining()) {
                    drain();
                }
            }
            return handle;
        }

        private void drain() throws IOException {
            buffer.flip();
            long at = end;
            while (buffer.hasRemaining()) {
                at += channel.write(buffer, at);
            }
            buffer.clear();
            end = at;
        }

        @Override
        public Reader reader() {
            return this::read;
        }

        private byte @Nullable [] read(long handle, int size) throws IOException {
            if (handle + size > end) {
                return null;
            }
            byte[] item = new byte[size];
            RawFile.readFully(channel, ByteBuffer.wrap(item), handle);
            return item;
        }

        @Override
        public synchronized void awaitInFiles() throws IOException {
            drain();
        }

        @Override
        public synchronized void sync() throws IOException {
            drain();
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
