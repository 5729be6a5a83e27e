package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * A {@link StorageFile} for threads that anybody may interrupt. An interrupt closes a {@link java.nio.channels.FileChannel}
 * under the call that uses it, and nobody knows then whether what was to be forced is on the disk. The calls of an {@link
 * AsynchronousFileChannel} go on. This one does nothing asynchronously: its executor is the calling thread, which Unix takes
 * for the whole of each call. (Windows keeps threads of its own waiting in the executor, so this is not for Windows.)
 */
final class UninterruptibleFile implements StorageFile {

    private final Path path;
    private final AsynchronousFileChannel channel;

    private UninterruptibleFile(Path path, AsynchronousFileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static UninterruptibleFile open(Path path, Set<OpenOption> options) throws IOException {
        return new UninterruptibleFile(path, AsynchronousFileChannel.open(path, options, CallingThread.INSTANCE));
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        return result(channel.read(target, offset));
    }

    @Override
    public int write(ByteBuffer source, long offset) throws IOException {
        return result(channel.write(source, offset));
    }

    /** What the call, which is over, has come to. */
    private static int result(Future<Integer> call) throws IOException {
        boolean interrupted = Thread.interrupted(); // a Future may throw for it although it is done
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("the call is over, and need not be waited for", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void truncate(long length) throws IOException {
        channel.truncate(length);
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    @Override
    public void force() throws ForceFailedException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new ForceFailedException("cannot force " + path, e);
        }
    }

    @Override
    public boolean survivesInterrupts() {
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
