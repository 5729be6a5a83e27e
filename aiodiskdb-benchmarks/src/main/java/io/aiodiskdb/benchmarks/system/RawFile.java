package io.aiodiskdb.benchmarks.system;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A plain file for the loops that are the limit. Confined to one thread, but for reads. */
public final class RawFile implements AutoCloseable {

    /** Bytes of one sequential write. */
    public static final int CHUNK = 1 << 20;

    private static final long REGION = 1L << 30;

    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private long end;

    private RawFile(FileChannel channel) {
        this.channel = channel;
        byte[] noise = new byte[CHUNK];
        new SplittableRandom(CHUNK).nextBytes(noise);
        chunk.put(noise).clear();
    }

    /** {@return a new file} */
    public static RawFile create(Path file) throws IOException {
        return new RawFile(FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** Writes sequentially, in chunks. */
    public void write(long bytes, long forceEvery) throws IOException {
        long unforced = 0;
        for (long done = 0; done < bytes; ) {
            int part = (int) Math.min(CHUNK, bytes - done);
            writeGroup(part);
            done += part;
            unforced += part;
            if (unforced >= forceEvery) {
                force();
                unforced = 0;
            }
        }
    }

    /** Writes at most a chunk behind what was written before. */
    public void writeGroup(int bytes) throws IOException {
        chunk.clear().limit(bytes);
        while (chunk.hasRemaining()) {
            end += channel.write(chunk, end);
        }
    }

    /** Calls fdatasync. */
    public void force() throws IOException {
        channel.force(false);
    }

    /** Fills the file with zeros, forces it, and goes back to its begin. */
    public void fillWithZeros(long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
        for (long at = 0; at < bytes; at += CHUNK) {
            zeros.clear();
            channel.write(zeros, at);
        }
        channel.force(true);
        end = 0;
    }

    /** Goes back to the begin, as a ring does, if there is no room for a group. */
    public void wrap(int bytes, long capacity) {
        if (end + bytes > capacity) {
            end = 0;
        }
    }

    /** Appends one buffer, as it is. */
    public long append(byte[] item) throws IOException {
        long at = end;
        ByteBuffer buffer = ByteBuffer.wrap(item);
        while (buffer.hasRemaining()) {
            end += channel.write(buffer, end);
        }
        return at;
    }

    /** Reads with pread. */
    public void read(long position, ByteBuffer into) throws IOException {
        readFully(channel, into, position);
    }

    static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new EOFException("the file ends at " + at + ", " + into.remaining() + " bytes too early");
            }
            at += read;
        }
    }

    /** {@return the file as a mapping, to copy out of} */
    public Mapping map() throws IOException {
        List<MappedByteBuffer> regions = new ArrayList<>();
        long size = channel.size();
        for (long at = 0; at < size; at += REGION) {
            regions.add(channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(size - at, REGION + CHUNK)));
        }
        return new Mapping(List.copyOf(regions));
    }

    /**
     * A mapped file, for any thread. Regions overlap by a chunk, so that each item lies in one of them.
     *
     * @param regions of 1 GiB and a chunk
     */
    public record Mapping(List<MappedByteBuffer> regions) {

        /** Copies out of the mapping. */
        public void read(long position, byte[] into) {
            regions.get((int) (position / REGION)).get((int) (position % REGION), into);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
