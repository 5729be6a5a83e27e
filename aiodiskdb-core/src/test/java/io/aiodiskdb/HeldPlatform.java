package io.aiodiskdb;

import io.aiodiskdb.internal.engine.NioPlatform;
import io.aiodiskdb.internal.engine.Platform;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The real disk, but for a tap: while it is closed, whoever writes to a file or forces one waits. Thread-safe. */
final class HeldPlatform implements AutoCloseable {

    private final NioPlatform real = new NioPlatform();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private boolean held;
    private int waiting;

    /** Closes the tap. */
    void hold() {
        set(true);
    }

    /** Opens it again. */
    void release() {
        set(false);
    }

    /** Opens it: a test that fails must not leave anybody standing there. */
    @Override
    public void close() {
        release();
    }

    private void set(boolean value) {
        lock.lock();
        try {
            held = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until somebody stands at the closed tap. */
    void awaitVictim() {
        lock.lock();
        try {
            while (waiting == 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void pass() {
        lock.lock();
        try {
            waiting++;
            changed.signalAll();
            while (held) {
                changed.awaitUninterruptibly();
            }
            waiting--;
        } finally {
            lock.unlock();
        }
    }

    /** {@return the platform with the tap in it} */
    Platform platform() {
        return platform(null);
    }

    /**
     * The same with another executor of what depends on futures.
     *
     * @param completions null for the real one, which goes on with another thread if one was not scheduled for a while
     */
    Platform platform(@Nullable Executor completions) {
        return (Platform) Proxy.newProxyInstance(
                Platform.class.getClassLoader(), new Class<?>[] {Platform.class}, (proxy, method, arguments) -> {
                    if (completions != null && method.getName().equals("newCompletions")) {
                        return completions;
                    }
                    Object result = call(method, arguments);
                    return result instanceof Platform.LockedStorage opened
                            ? new Platform.LockedStorage(new HeldStorage(opened.storage()), opened.lock())
                            : result;
                });
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private final class HeldStorage implements Storage {

        private final Storage storage;

        HeldStorage(Storage storage) {
            this.storage = storage;
        }

        @Override
        public List<String> list() throws IOException {
            return storage.list();
        }

        @Override
        public StorageFile openForReading(String name) throws IOException {
            return storage.openForReading(name);
        }

        @Override
        public StorageFile openForWriting(String name) throws IOException {
            return new HeldFile(storage.openForWriting(name));
        }

        @Override
        public StorageFile create(String name) throws IOException {
            pass();
            return new HeldFile(storage.create(name));
        }

        @Override
        public void delete(String name) throws IOException {
            pass();
            storage.delete(name);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            pass();
            storage.rename(from, to);
        }

        @Override
        public void forceDirectory() throws IOException {
            pass();
            storage.forceDirectory();
        }

        @Override
        public void quarantine(String name, StorageFile source, long offset, long length) throws IOException {
            StorageFile inner = source instanceof HeldFile file ? file.file : source;
            storage.quarantine(name, inner, offset, length);
        }

        @Override
        public long usableSpace() throws IOException {
            return storage.usableSpace();
        }
    }

    private final class HeldFile implements StorageFile {

        private final StorageFile file;

        HeldFile(StorageFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            return file.read(target, offset);
        }

        @Override
        public int write(ByteBuffer source, long offset) throws IOException {
            pass();
            return file.write(source, offset);
        }

        @Override
        public void truncate(long length) throws IOException {
            pass();
            file.truncate(length);
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void force() throws ForceFailedException {
            pass();
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }
}
