package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A {@link StorageFile} on a {@link FileChannel}. */
final class NioStorageFile implements StorageFile {

    /** The JDK copies a heap buffer into a direct one of the same size, and keeps that one for the thread. */
    private static final int MOST_OF_A_HEAP_BUFFER = 1 << 20;

    private final Path path;
    private final FileChannel channel;

    NioStorageFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        if (target.isDirect() || target.remaining() <= MOST_OF_A_HEAP_BUFFER) {
            return channel.read(target, offset);
        }
        int read = channel.read(target.slice(target.position(), MOST_OF_A_HEAP_BUFFER), offset);
        target.position(target.position() + Math.max(read, 0));
        return read;
    }

    @Override
    public int write(ByteBuffer source, long offset) throws IOException {
        if (source.isDirect() || source.remaining() <= MOST_OF_A_HEAP_BUFFER) {
            return channel.write(source, offset);
        }
        int written = channel.write(source.slice(source.position(), MOST_OF_A_HEAP_BUFFER), offset);
        source.position(source.position() + written);
        return written;
    }

    @Override
    public void truncate(long length) throws IOException {
        channel.truncate(length);
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    /** Without the metadata that is not needed to find the bytes again (fdatasync); the length is. */
    @Override
    public void force() throws ForceFailedException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new ForceFailedException("cannot force " + path, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public @Nullable FileMapping map() throws IOException {
        return NioFileMapping.of(channel);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
