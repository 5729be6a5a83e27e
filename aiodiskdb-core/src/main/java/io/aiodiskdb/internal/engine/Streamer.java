package io.aiodiskdb.internal.engine;

import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.buffer.WriteBuffer;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.segment.SegmentSet;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the buffer that is being filled to its file, piece by piece, beside the committer. See {@link
 * SegmentSet#writeBehind}. Waking it is thread-safe and does not block.
 */
final class Streamer {

    private static final Logger log = LoggerFactory.getLogger(Streamer.class);

    /**
     * A buffer that fills more slowly is written by its commit alone. It would gain nothing, and a crash would find something in
     * the file each time, and keep a copy of it.
     */
    private static final long FAST_NANOS = 50_000_000;

    /**
     * Pieces that are forced together, if something of the buffer has been written ahead since the last time. Whoever waits for what is being
     * written ahead meanwhile waits for them, too.
     */
    private static final int FORCED_PIECES = 4;

    private final BufferSlots slots;
    private final SegmentSet segments;
    private final Executor executor;
    private final int pieceSize;
    private final LongSupplier nanoTime;
    private final Consumer<Throwable> failed;

    /** When a piece was last filled. Racy; it only tells fast from slow. */
    private volatile long filledNanos;

    /** Whether the executor has, or is running, a task of this one. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    // Confined to that task.

    private long buffer = -1;
    private int done;

    /** How much of the buffer has been forced, and how much of it was durable then. */
    private int forced;

    private long durableTo;

    /**
     * Makes one.
     *
     * @param failed told that a force has failed: the session is over
     */
    Streamer(
            BufferSlots slots,
            SegmentSet segments,
            Executor executor,
            int pieceSize,
            LongSupplier nanoTime,
            Consumer<Throwable> failed) {
        this.slots = slots;
        this.segments = segments;
        this.executor = executor;
        this.pieceSize = pieceSize;
        this.nanoTime = nanoTime;
        this.failed = failed;
        this.filledNanos = nanoTime.getAsLong() - FAST_NANOS;
    }

    /**
     * A piece has been filled. It is written if pieces follow each other fast, and if it can be written now: a thread that is woken
     * in vain takes a processor from whoever fills the buffer.
     */
    void wake() {
        long now = nanoTime.getAsLong();
        boolean fast = now - filledNanos < FAST_NANOS;
        filledNanos = now;
        WriteBuffer active = slots.view().active();
        if (fast && active != null && segments.mayWriteBehind(active.index(), active.from())) {
            schedule();
        }
    }

    /**
     * What became full while it could not be written may be written now, and perhaps nothing more is going to be added. Called when a group
     * is about to be forced; otherwise such pieces are written with the next one that becomes full, or by their commit.
     */
    void wakeForTheRest() {
        WriteBuffer active = slots.view().active();
        if (active != null && active.size() >= pieceSize && nanoTime.getAsLong() - filledNanos < FAST_NANOS) {
            schedule();
        }
    }

    private void schedule() {
        if (!scheduled.get() && !scheduled.getAndSet(true)) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException | OutOfMemoryError | StackOverflowError e) {
                scheduled.set(false);
                // At a stop, which writes what is buffered; or no thread can be started here: not the add's trouble.
                log.debug("Nothing is written behind now", e);
            }
        }
    }

    /** A piece that becomes full at the last moment is written together with the next one, or by the commit. */
    private void run() {
        try {
            boolean more = true;
            while (more) {
                more = writePiece();
            }
        } finally {
            scheduled.set(false);
        }
    }

    private boolean writePiece() {
        WriteBuffer active = slots.view().active();
        if (active == null) {
            return false;
        }
        if (active.number() != buffer) {
            buffer = active.number();
            done = 0;
            forced = 0;
            durableTo = active.from();
        }
        if (active.size() - done < pieceSize) {
            return false;
        }
        if (!write(active)) {
            return false;
        }
        done += pieceSize;
        long durable = active.durableTo();
        if (durable > durableTo && done - forced >= FORCED_PIECES * pieceSize) {
            durableTo = durable;
            force(active);
        }
        return true;
    }

    private boolean write(WriteBuffer active) {
        try {
            return segments.writeBehind(
                    active.number(),
                    active.index(),
                    active.from(),
                    active.from() + done,
                    active.bytes(done, pieceSize));
        } catch (IOException e) {
            log.debug(
                    "Not written behind: {}:{}",
                    active.index(),
                    active.from() + done,
                    e); // the commit tries again, and tells
            return false;
        } catch (RuntimeException | Error e) {
            log.warn("Not written behind: {}:{}; the commit tries again", active.index(), active.from() + done, e);
            return false;
        }
    }

    /** While this buffer is committed, nothing of the next one can be written ahead: whoever adds durably then waits for the commit. */
    private void force(WriteBuffer active) {
        forced = done;
        try {
            segments.forceBehind(active.number());
        } catch (ForceFailedException | RuntimeException | Error e) {
            failed.accept(e);
        } catch (IOException e) {
            log.debug("Not forced behind: {}:{}", active.index(), active.from() + done, e); // the commit does it
        }
    }
}
