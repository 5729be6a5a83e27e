package io.aiodiskdb;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.engine.InlinePlatform;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A database with very small files on a simulated disk, without threads and without time. */
final class InlineStore {

    /** Bytes of a data file at most. */
    static final int MAX_FILE = 160;

    private static final int MAX_BUFFER = 130;

    /** What the engine makes of that. */
    private static final int AHEAD_BYTES = 4096;

    private static final long SECOND = 1_000_000_000L;
    private static final int PATIENCE_SECONDS = 100;

    private final InlinePlatform platform;
    private final AioDiskDb db;

    /** Puts a write-ahead file where there is no store yet, as if an earlier one had left it: it is used from the begin on. */
    static void placeAhead(SimulatedStorage disk) {
        disk.place(FileNames.AHEAD, new byte[AHEAD_BYTES]);
    }

    InlineStore(SimulatedStorage disk) {
        this(disk, 1);
    }

    /**
     * Makes a store.
     *
     * @param seed decides the epochs
     */
    InlineStore(SimulatedStorage disk, long seed) {
        this(new InlinePlatform(disk, seed));
    }

    InlineStore(InlinePlatform platform) {
        this.platform = platform;
        this.db = new DefaultAioDiskDb(
                AioDiskDb.builder(Path.of("simulated"))
                        .maxFileSize(MAX_FILE)
                        .maxBufferSize(MAX_BUFFER)
                        .maxOpenFiles(2)
                        .flushInterval(Duration.ofHours(1))
                        .overwrite(true)
                        .config(),
                false,
                platform);
    }

    AioDiskDb db() {
        return db;
    }

    /** {@return how it ended; null if it succeeded} */
    @Nullable
    Throwable failureOf(CompletableFuture<?> future) {
        for (int waited = 0; !future.isDone() && waited < PATIENCE_SECONDS; waited++) {
            platform.advance(SECOND);
        }
        if (!future.isDone()) {
            throw new IllegalStateException("an operation hangs; the state is " + db.state());
        }
        try {
            future.join();
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    /** {@return whether it succeeded} */
    boolean succeeds(CompletableFuture<?> future) {
        Throwable failure = failureOf(future);
        if (failure != null && !(failure instanceof AioDiskDbException)) {
            throw new IllegalStateException("not an error of the API", failure);
        }
        return failure == null;
    }

    /** Lets the timers ring until the state is another one, or it is clear that it will not be. */
    void waitWhile(DbState state) {
        for (int waited = 0; db.state() == state && waited < PATIENCE_SECONDS; waited++) {
            platform.advance(SECOND);
        }
    }

    /** Closes it, whatever its state is. */
    void close() {
        CompletableFuture<Void> stopped = db.stop();
        try {
            succeeds(stopped);
            db.close();
        } catch (AioDiskDbException e) {
            // what is lost is judged at the next opening
        }
    }
}
