package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Forces files side by side, counts it, and does nothing where syncing is left to the operating system. */
final class Forcer {

    private final Storage storage;
    private final SyncMode mode;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    Forcer(Storage storage, SyncMode mode, Executor executor, LongSupplier nanoTime) {
        this.storage = storage;
        this.mode = mode;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /** One force. */
    private interface Force {
        void run() throws IOException;
    }

    /** {@return whether anything is forced at all} */
    boolean forces() {
        return mode != SyncMode.NEVER;
    }

    long count() {
        return count.sum();
    }

    long nanos() {
        return nanos.sum();
    }

    void force(StorageFile file) throws IOException {
        force(List.of(file), false);
    }

    void forceDirectory() throws IOException {
        force(List.of(), true);
    }

    /**
     * Forces all of it in one round, and returns when all is done.
     *
     * @throws io.aiodiskdb.internal.io.ForceFailedException if one force failed
     * @throws IOException if one could not be tried
     */
    void force(List<StorageFile> files, boolean directory) throws IOException {
        if (!forces()) {
            return;
        }
        List<Force> forces = new ArrayList<>(files.size() + 1);
        for (StorageFile file : files) {
            forces.add(() -> timed(file::force));
        }
        if (directory) {
            forces.add(() -> timed(storage::forceDirectory));
        }
        runSideBySide(forces);
    }

    private void timed(Force force) throws IOException {
        long start = nanoTime.getAsLong();
        try {
            force.run();
        } finally {
            count.increment();
            nanos.add(nanoTime.getAsLong() - start);
        }
    }

    private void runSideBySide(List<Force> forces) throws IOException {
        List<FutureTask<Void>> others = new ArrayList<>(forces.size());
        Throwable failure = null;
        try {
            for (Force force : forces.subList(Math.min(1, forces.size()), forces.size())) {
                FutureTask<Void> task = new FutureTask<>(() -> {
                    force.run();
                    return null;
                });
                executor.execute(task);
                others.add(task);
            }
            if (!forces.isEmpty()) {
                forces.get(0).run();
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        for (FutureTask<Void> task : others) { // whatever has happened: no file is closed under a force
            failure = worse(failure, join(task));
        }
        rethrow(failure);
    }

    private static @Nullable Throwable join(FutureTask<Void> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return failure(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Throwable failure(@Nullable Throwable cause) {
        return cause instanceof Error || cause instanceof IOException
                ? cause
                : new ForceFailedException("cannot force", cause);
    }

    private static @Nullable Throwable worse(@Nullable Throwable one, @Nullable Throwable other) {
        if (one == null || other == null || one == other) {
            return one == null ? other : one;
        }
        Throwable worst = severity(other) > severity(one) ? other : one;
        worst.addSuppressed(worst == one ? other : one);
        return worst;
    }

    /** A force that failed outweighs all else, and what may be tried again counts least. */
    private static int severity(Throwable failure) {
        if (failure instanceof ForceFailedException) {
            return 2;
        }
        return failure instanceof IOException ? 0 : 1;
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
