package io.aiodiskdb.internal.engine;

import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.buffer.AheadPart;
import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.buffer.Reservation;
import io.aiodiskdb.internal.buffer.WriteBuffer;
import io.aiodiskdb.internal.segment.CommitGroup;
import io.aiodiskdb.internal.segment.SegmentSet;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Persists buffers. Confined to the committer. */
final class Flusher {

    private final BufferSlots slots;
    private final SegmentSet segments;
    private final EngineContext context;
    private final Runnable recovered;

    /** How many had waited for what was written ahead last. */
    private int lastCompany;

    /**
     * What has been written ahead while those who have waited may not have been told: the stack of the thread that was to do it
     * was at its end, and the next one does. Written by the committer, read by whoever looks whether there is something to do.
     */
    private volatile @Nullable AheadPart untold;

    /** The event that tells it; null if it has not been made. Confined to the committer. */
    private @Nullable Written untoldEvent;

    /** Whether something is being written ahead; or was, and it is not known how that ended, for the same reason. */
    private volatile boolean writingAhead;

    /** Written by the committer, read by the timer. */
    private volatile long lastFlushNanos;

    /**
     * Creates one.
     *
     * @param recovered called whenever the disk has taken something, before anybody is told that it has
     */
    Flusher(BufferSlots slots, SegmentSet segments, EngineContext context, Runnable recovered) {
        this.slots = slots;
        this.segments = segments;
        this.context = context;
        this.recovered = recovered;
        this.lastFlushNanos = context.nanoTime();
    }

    /** {@return when a buffer was last flushed, on the clock that only goes forward} */
    long lastFlushNanos() {
        return lastFlushNanos;
    }

    /**
     * Persists one buffer, or what somebody waits for in the one that is being filled.
     *
     * @param everything whether also one that nobody has asked for
     * @return whether there was one
     * @throws IOException if it could not be persisted; it stays where it is
     */
    boolean flush(boolean everything) throws IOException {
        if (everything ? tellWrittenAhead() : writeAhead()) {
            return true;
        }
        WriteBuffer buffer = slots.take(everything);
        if (buffer == null) {
            return false;
        }
        long start = context.nanoTime();
        int items = buffer.notDurableItems();
        long from = buffer.durableTo();
        int size = (int) (buffer.to() - from);
        segments.commit(new CommitGroup(
                List.of(new CommitGroup.Part(buffer.index(), buffer.from(), buffer.items(), List.of(buffer.bytes()))),
                buffer.number()));
        lastFlushNanos = context.nanoTime();
        Counters counters = context.counters();
        counters.written(items, size);
        counters.flushes.increment();
        counters.flushNanos.add(lastFlushNanos - start);
        counters.flushedAt(context.now());
        recovered.run();
        slots.retire(buffer);
        if (items > 0) {
            context.publish(new Written(context.now(), buffer.index(), from, size, items));
        }
        return true;
    }

    /**
     * Tells whether the thread that waits had better write ahead by itself: where few wait, what takes longest next to the
     * force is handing the work to another thread and back. Where many do, the committer's later start makes groups larger.
     *
     * @return whether it may
     */
    boolean suitsCaller() {
        return lastCompany <= 1 && segments.canWriteAheadOnAnyThread();
    }

    /**
     * Puts on stable storage what somebody waits for, but leaves it in its buffer.
     *
     * @return whether somebody has waited, and need not wait any longer
     * @throws IOException if a force has failed
     */
    boolean writeAhead() throws IOException {
        if (untold == null) {
            AheadPart part = putAhead();
            untold = part;
            if (part != null) {
                context.counters().written(part.items().count(), part.items().bytes());
            }
        }
        return tellWrittenAhead();
    }

    /** {@return whether somebody waits for a flush, or has been left waiting by a thread that could not go on} */
    boolean hasWork() {
        return writingAhead || untold != null || slots.hasFlushToDo();
    }

    /** Nothing but assignments comes between the steps, for a call may be one too many for the stack of a caller. */
    private @Nullable AheadPart putAhead() throws IOException {
        boolean isKnown = !writingAhead;
        writingAhead = true;
        AheadPart part = isKnown ? slots.ahead().take() : null;
        if (isKnown && part == null) {
            writingAhead = false;
            return null;
        }
        if (part != null
                && segments.writeAhead(part.buffer().index(), part.from(), part.items(), part.bytes(), false)) {
            writingAhead = false;
            return part;
        }
        slots.ahead().refused();
        writingAhead = false;
        return null;
    }

    private boolean tellWrittenAhead() {
        AheadPart part = untold;
        if (part == null) {
            return false;
        }
        recovered.run();
        lastCompany = slots.ahead().done(part);
        Written event = untoldEvent;
        if (event == null) {
            int size = (int) part.items().bytes();
            event = new Written(
                    context.now(),
                    part.buffer().index(),
                    part.from(),
                    size,
                    part.items().count());
            untoldEvent = event;
        }
        context.publish(event);
        untoldEvent = null;
        untold = null;
        return true;
    }

    /**
     * Puts on stable storage what is buffered, and items that nobody sees before; adds are paused.
     *
     * @param reservation what has received the items
     * @return whether it is done; if not, nothing has changed
     * @throws IOException if a force has failed
     */
    boolean writeAhead(Reservation reservation) throws IOException {
        tellWrittenAhead();
        AheadPart part = reservation.part();
        if (writingAhead
                || !segments.writeAhead(part.buffer().index(), part.from(), part.items(), part.bytes(), true)) {
            return false;
        }
        recovered.run();
        slots.ahead().show(reservation);
        long size = reservation.from() - part.from();
        if (size > 0) {
            int before = part.items().count() - reservation.count();
            context.counters().written(before, size);
            context.publish(new Written(context.now(), reservation.index(), part.from(), size, before));
        }
        return true;
    }

    /** Persists all that is buffered; adds are paused or refused. */
    void flushAll() throws IOException {
        boolean more = true;
        while (more) {
            more = flush(true);
        }
    }
}
