package io.aiodiskdb;

import io.aiodiskdb.internal.engine.Platform;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.internal.io.StorageFile;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A platform that notices when two threads change the disk at once. Allowed is what one writer does: the forces of one round
 * side by side, of the segments or of the write-ahead file, each with the directory. One further thread may write behind, to a
 * data file that nobody else writes to at that moment. Thread-safe.
 */
final class OneWriterPlatform {

    private static final Set<String> CHANGES = Set.of(
            "write", "writeFully", "truncate", "create", "delete", "rename", "openForWriting", "openForAnyThread");
    private static final Set<String> FORCES = Set.of("force", "forceDirectory");

    /** What a force takes on a disk that is in memory: most of the time of a disk, so that others come in its midst. */
    private static final long FORCE_NANOS = 200_000;

    private static final long PATIENCE_MILLIS = 50;

    /** How the engine's own threads are called. */
    private static final String OURS = "aiodiskdb-";

    private final Platform real;

    /** Whether the disk is one in memory, which interrupts of a thread do no harm to as long as there are none. */
    private final boolean simulated;

    // All of the following is guarded by this.

    private final Map<Thread, Call> underWay = new HashMap<>();
    private final List<String> overlaps = new ArrayList<>();
    private int changesOfCallers;

    /**
     * Makes a platform.
     *
     * @param real the one behind it
     * @param simulated whether its disk is in memory, and nobody is interrupted
     */
    OneWriterPlatform(Platform real, boolean simulated) {
        this.real = real;
        this.simulated = simulated;
    }

    /** A call of the disk; without a file it is the directory's. */
    private record Call(String method, String file, String thread, boolean behind) {

        boolean mayRunBeside(Call other) {
            if (behind && other.behind) {
                return false;
            }
            if (behind || other.behind) {
                return !file.equals(other.file) || FORCES.contains(behind ? other.method : method);
            }
            return FORCES.contains(method)
                    && FORCES.contains(other.method)
                    && (isOfDirectory() || other.isOfDirectory() || isAhead() == other.isAhead());
        }

        /** {@return whether the calling thread is the one that writes and forces what has not been committed yet} */
        static boolean comesFromBehind() {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().endsWith(".Streamer")));
        }

        private boolean isOfDirectory() {
            return "forceDirectory".equals(method);
        }

        private boolean isAhead() {
            return file.endsWith(FileNames.AHEAD);
        }
    }

    /** {@return what two threads have done at once} */
    synchronized List<String> overlaps() {
        return List.copyOf(overlaps);
    }

    /** {@return how many changes were made by threads that are not the engine's own} */
    synchronized int changesOfCallers() {
        return changesOfCallers;
    }

    /** Waits until a caller is about to change the disk, but not for long: perhaps none does any more. */
    synchronized void awaitCaller() throws InterruptedException {
        int before = changesOfCallers;
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (changesOfCallers == before && System.nanoTime() - end < 0) {
            wait(PATIENCE_MILLIS);
        }
    }

    private synchronized void begin(Call call) {
        Thread caller = Thread.currentThread();
        for (Call other : underWay.values()) {
            if (!call.mayRunBeside(other)) {
                overlaps.add(call + " beside " + other);
            }
        }
        underWay.put(caller, call);
        if (!caller.getName().startsWith(OURS)) {
            changesOfCallers++;
            notifyAll();
        }
    }

    private synchronized void end() {
        underWay.remove(Thread.currentThread());
    }

    /** {@return the platform that is looked at} */
    Platform platform() {
        return proxy(Platform.class, (proxy, method, arguments) -> {
            Object result = call(real, method, arguments);
            return result instanceof Platform.LockedStorage opened
                    ? new Platform.LockedStorage(watched(opened.storage()), opened.lock())
                    : result;
        });
    }

    private Storage watched(Storage storage) {
        return proxy(Storage.class, (proxy, method, arguments) -> {
            String file = arguments != null && arguments[0] instanceof String name ? name : "";
            Object result = watch(storage, method, arguments, file);
            return result instanceof StorageFile opened ? watched(opened, file) : result;
        });
    }

    private StorageFile watched(StorageFile opened, String file) {
        return proxy(StorageFile.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "survivesInterrupts" -> simulated || opened.survivesInterrupts();
            default -> watch(opened, method, arguments, file);
        });
    }

    private @Nullable Object watch(Object target, Method method, Object @Nullable [] arguments, String file)
            throws Throwable {
        if (!CHANGES.contains(method.getName()) && !FORCES.contains(method.getName())) {
            return call(target, method, arguments);
        }
        begin(new Call(method.getName(), file, Thread.currentThread().getName(), Call.comesFromBehind()));
        try {
            if (simulated && FORCES.contains(method.getName())) {
                LockSupport.parkNanos(FORCE_NANOS);
            }
            return call(target, method, arguments);
        } finally {
            end();
        }
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
