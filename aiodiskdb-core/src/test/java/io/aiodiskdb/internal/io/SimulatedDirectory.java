package io.aiodiskdb.internal.io;

import io.aiodiskdb.internal.io.StorageCall.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;

/** The part of a {@link SimulatedStorage} that the engine sees. Thread-safe. */
abstract class SimulatedDirectory implements Storage {

    final SimulatedKernel kernel;

    SimulatedDirectory(SimulatedKernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public final List<String> list() throws IOException {
        kernel.enter(Kind.LIST, "");
        synchronized (kernel.lock) {
            kernel.recorder.requirePower();
            return List.copyOf(kernel.disk.names());
        }
    }

    @Override
    public final StorageFile openForReading(String name) throws IOException {
        kernel.enter(Kind.OPEN_FOR_READING, name);
        return open(name, false);
    }

    @Override
    public final StorageFile openForWriting(String name) throws IOException {
        kernel.enter(Kind.OPEN_FOR_WRITING, name);
        return open(name, true);
    }

    @Override
    public final StorageFile openForAnyThread(String name) throws IOException {
        kernel.enter(Kind.OPEN_FOR_WRITING, name);
        return open(name, true).forAnyThread();
    }

    private SimulatedFile open(String name, boolean writable) throws IOException {
        synchronized (kernel.lock) {
            kernel.recorder.requirePower();
            SimulatedInode inode = existing(name);
            if (!inode.isRegular()) {
                throw new NotARegularFileException(name);
            }
            return kernel.open(name, inode, writable);
        }
    }

    /** {@return the file of that name} Caller holds the lock. */
    final SimulatedInode existing(String name) throws NoSuchFileException {
        SimulatedInode inode = kernel.disk.find(name);
        if (inode == null) {
            throw new NoSuchFileException(name);
        }
        return inode;
    }

    @Override
    public final StorageFile create(String name) throws IOException {
        kernel.enter(Kind.CREATE, name);
        synchronized (kernel.lock) {
            kernel.recorder.requirePower();
            if (kernel.disk.find(name) != null) {
                throw new FileAlreadyExistsException(name);
            }
            kernel.requireSpace(kernel.disk.random());
            return kernel.open(name, kernel.disk.create(name), true);
        }
    }

    @Override
    public final void delete(String name) throws IOException {
        kernel.enter(Kind.DELETE, name);
        synchronized (kernel.lock) {
            kernel.recorder.requirePower();
            kernel.requireSpace(kernel.disk.random());
            if (name.equals(NioStorage.QUARANTINE) && !kernel.disk.quarantined().isEmpty()) {
                throw new DirectoryNotEmptyException(name);
            }
            if (kernel.disk.find(name) != null) {
                kernel.disk.delete(name);
            }
        }
    }

    @Override
    public final void rename(String from, String to) throws IOException {
        kernel.enter(Kind.RENAME, from, to, 0, 0, () -> {});
        synchronized (kernel.lock) {
            kernel.recorder.requirePower();
            existing(from);
            kernel.requireSpace(kernel.disk.random());
            kernel.disk.rename(from, to);
        }
    }

    @Override
    public final void forceDirectory() throws ForceFailedException {
        try {
            kernel.enter(Kind.FORCE_DIRECTORY, "");
            synchronized (kernel.lock) {
                kernel.recorder.requirePower();
                kernel.requireForce(kernel.disk.random());
                kernel.disk.force();
            }
        } catch (IOException e) {
            synchronized (kernel.lock) {
                kernel.forceFailed();
            }
            // The names stay as unsettled as they were: the file system's own journal can be written again.
            throw new ForceFailedException("cannot force the directory", e);
        }
    }

    @Override
    public final void quarantine(String name, StorageFile source, long offset, long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(length, source.length() - offset)));
        source.readFully(bytes, offset);
        byte[] copy = bytes.array();
        kernel.enter(Kind.QUARANTINE, name, "", offset, copy.length, () -> quarantinePart(name, copy));
        synchronized (kernel.lock) {
            kernel.recorder.requirePower();
            if (kernel.disk.find(NioStorage.QUARANTINE) != null
                    && kernel.disk.quarantined().isEmpty()) {
                throw new FileAlreadyExistsException(NioStorage.QUARANTINE);
            }
            kernel.requireSpace(kernel.disk.random());
            if (copy.length > kernel.room()) {
                quarantinePart(name, copy);
                throw kernel.noSpace();
            }
            kernel.disk.quarantine(name, copy);
        }
    }

    private void quarantinePart(String name, byte[] copy) {
        if (kernel.disk.random().nextBoolean()) {
            int part = (int) Math.min(kernel.disk.random().nextInt(copy.length + 1), kernel.room());
            kernel.disk.quarantine(name, Arrays.copyOf(copy, part));
        }
    }

    @Override
    public final long usableSpace() throws IOException {
        kernel.enter(Kind.USABLE_SPACE, "");
        synchronized (kernel.lock) {
            kernel.recorder.requirePower();
            return kernel.room();
        }
    }
}
