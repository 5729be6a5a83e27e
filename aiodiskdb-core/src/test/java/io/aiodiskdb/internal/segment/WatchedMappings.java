package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.FileMapping;
import io.aiodiskdb.internal.io.NioStorage;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A real disk whose mappings notice what must never happen: that they are unmapped under a reader, which would end the JVM
 * (so they are not, then), or read behind the end to which the file has been cut. Thread-safe.
 */
final class WatchedMappings {

    /** What has gone wrong. */
    final AtomicReference<@Nullable String> fault = new AtomicReference<>();

    /** Run once, by a reader in the middle of a copy. */
    final AtomicReference<@Nullable Runnable> duringACopy = new AtomicReference<>();

    final AtomicInteger mapped = new AtomicInteger();
    final AtomicInteger mostMapped = new AtomicInteger();
    final AtomicInteger copies = new AtomicInteger();

    /** Whether mapping fails. */
    volatile boolean refusing;

    private final Path directory;

    /** Whether files keep their names while a copy goes on, so that their lengths can be looked at. */
    private final boolean looksAtLengths;

    WatchedMappings(Path directory, boolean looksAtLengths) {
        this.directory = directory;
        this.looksAtLengths = looksAtLengths;
    }

    Storage storage() {
        NioStorage real = new NioStorage(directory);
        return proxy(Storage.class, real, (method, arguments) -> {
            Object result = method.invoke(real, arguments);
            return method.getName().equals("openForReading")
                    ? file((StorageFile) result, directory.resolve((String) arguments[0]))
                    : result;
        });
    }

    private StorageFile file(StorageFile real, Path path) {
        return proxy(
                StorageFile.class,
                real,
                (method, arguments) ->
                        method.getName().equals("map") ? map(real, path) : method.invoke(real, arguments));
    }

    private @Nullable FileMapping map(StorageFile real, Path path) throws IOException {
        if (refusing) {
            throw new IOException("no more addresses");
        }
        FileMapping mapping = real.map();
        if (mapping == null) {
            return null;
        }
        mostMapped.accumulateAndGet(mapped.incrementAndGet(), Math::max);
        return new Watched(mapping, path);
    }

    private final class Watched implements FileMapping {

        private final FileMapping mapping;
        private final Path path;
        private final AtomicInteger users = new AtomicInteger();
        private volatile boolean unmapped;

        Watched(FileMapping mapping, Path path) {
            this.mapping = mapping;
            this.path = path;
        }

        @Override
        public long length() {
            return mapping.length();
        }

        @Override
        public boolean copy(long offset, byte[] target, int at, int length) {
            users.incrementAndGet();
            try {
                Runnable meanwhile = duringACopy.getAndSet(null);
                if (meanwhile != null) {
                    meanwhile.run();
                }
                if (unmapped) {
                    fault.compareAndSet(null, "a reader uses what has been unmapped");
                    return false;
                }
                if (looksAtLengths && Files.exists(path) && Files.size(path) < offset + length) {
                    fault.compareAndSet(null, "a file is cut under its reader");
                }
                copies.incrementAndGet();
                return mapping.copy(offset, target, at, length);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                users.decrementAndGet();
            }
        }

        @Override
        public boolean isResident(long offset, int length) {
            return mapping.isResident(offset, length);
        }

        @Override
        public void unmap() {
            mapped.decrementAndGet();
            if (unmapped) {
                fault.compareAndSet(null, "unmapped twice");
                return;
            }
            unmapped = true;
            if (users.get() > 0) {
                fault.compareAndSet(null, "unmapped under its reader");
                return;
            }
            mapping.unmap();
        }
    }

    private static <T> T proxy(Class<T> type, T real, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return method.getName().equals("toString") ? real.toString() : call.invoke(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** A call of the real one. */
    private interface Call {
        @Nullable
        Object invoke(Method method, Object[] arguments) throws Exception;
    }
}
