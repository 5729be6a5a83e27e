package io.aiodiskdb.internal.io;

import io.aiodiskdb.internal.io.StorageCall.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;

/** An open file of a {@link SimulatedStorage}. It goes on when its name is gone. Thread-safe. */
final class SimulatedFile implements StorageFile {

    private final SimulatedKernel kernel;
    private final String name;
    private final SimulatedInode inode;
    private final boolean writable;

    /** Written before the file is shared. */
    private boolean forAnyThread;

    /** Guarded by the lock of the kernel. */
    private boolean closed;

    SimulatedFile(SimulatedKernel kernel, String name, SimulatedInode inode, boolean writable) {
        this.kernel = kernel;
        this.name = name;
        this.inode = inode;
        this.writable = writable;
    }

    /** Lets interrupted threads use it. */
    SimulatedFile forAnyThread() {
        forAnyThread = true;
        return this;
    }

    @Override
    public boolean survivesInterrupts() {
        return forAnyThread;
    }

    SimulatedInode inode() {
        return inode;
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        requireOpen();
        requireNotNegative(offset);
        int most = Math.min(enter(Kind.READ, offset, target.remaining()), target.remaining());
        synchronized (kernel.lock) {
            requireOpen();
            return inode.read(target, offset, kernel.transferred(most, kernel.disk.shortReads()));
        }
    }

    @Override
    public int write(ByteBuffer source, long offset) throws IOException {
        requireOpen();
        requireWritable();
        requireNotNegative(offset);
        int asked = source.remaining();
        int most = enterWriting(source.duplicate(), offset);
        synchronized (kernel.lock) {
            requireOpen();
            int count = Math.min(asked, most);
            try {
                kernel.requireSpace(inode.random());
            } catch (IOException e) {
                writePart(source.duplicate(), offset);
                throw e;
            }
            count = withinRoom(kernel.transferred(count, inode.random()), offset);
            inode.write(source, offset, count);
            return count;
        }
    }

    private int enterWriting(ByteBuffer source, long offset) throws IOException {
        Runnable part = () -> writePart(source, offset);
        try {
            return kernel.enter(Kind.WRITE, name, "", offset, source.remaining(), part);
        } catch (IOException e) {
            synchronized (kernel.lock) {
                kernel.recorder.requirePower();
                part.run();
            }
            throw e;
        }
    }

    /** Does what a write that fails or is cut short by the end of the machine may have done: any part of it. */
    private void writePart(ByteBuffer source, long offset) {
        if (offset <= inode.length()) {
            long end = Math.min(inode.length() + kernel.room(), SimulatedInode.MAX_LENGTH);
            int most = (int) Math.min(source.remaining(), end - offset);
            boolean all = inode.random().nextInt(4) == 0; // and the disk did not say so
            inode.write(source, offset, all ? most : inode.random().nextInt(most + 1));
        }
    }

    private int withinRoom(int count, long offset) throws IOException {
        if (offset + count > SimulatedInode.MAX_LENGTH) {
            throw new IOException("File too large");
        }
        long room = kernel.room();
        long growth = offset + count - inode.length();
        if (growth <= room) {
            return count;
        }
        long fitting = count - (growth - room);
        if (fitting <= 0) {
            throw kernel.noSpace();
        }
        return (int) fitting;
    }

    @Override
    public void truncate(long length) throws IOException {
        requireOpen();
        requireWritable();
        requireNotNegative(length);
        enter(Kind.TRUNCATE, length, 0);
        synchronized (kernel.lock) {
            requireOpen();
            kernel.requireSpace(inode.random());
            inode.truncate(length);
        }
    }

    @Override
    public long length() throws IOException {
        requireOpen();
        enter(Kind.LENGTH, 0, 0);
        synchronized (kernel.lock) {
            requireOpen();
            return inode.length();
        }
    }

    @Override
    public void force() throws ForceFailedException {
        try {
            requireOpen();
        } catch (ClosedChannelException e) {
            throw new ForceFailedException("cannot force " + name, e);
        }
        try {
            enter(Kind.FORCE, 0, 0);
            synchronized (kernel.lock) {
                requireOpen();
                kernel.requireForce(inode.random());
                inode.force();
            }
        } catch (IOException e) {
            synchronized (kernel.lock) {
                kernel.recorder.requirePower();
                kernel.forceFailed();
                inode.failForce();
            }
            throw new ForceFailedException("cannot force " + name, e);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (kernel.lock) {
            if (closed) {
                return;
            }
            closeWithLock();
            if (kernel.recorder.isPowerOff()) {
                return;
            }
        }
        enter(Kind.CLOSE, 0, 0);
    }

    private void closeWithLock() {
        closed = true;
        kernel.closed(this);
    }

    private int enter(Kind kind, long offset, long length) throws IOException {
        return kernel.enter(kind, name, "", offset, length, () -> {});
    }

    private void requireOpen() throws ClosedChannelException {
        synchronized (kernel.lock) {
            kernel.recorder.requirePower();
            if (closed) {
                throw new ClosedChannelException();
            }
            if (!forAnyThread && Thread.currentThread().isInterrupted()) {
                closeWithLock();
                throw new ClosedByInterruptException();
            }
        }
    }

    private void requireWritable() {
        if (!writable) {
            throw new NonWritableChannelException();
        }
    }

    private static void requireNotNegative(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative offset or length: " + value);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
