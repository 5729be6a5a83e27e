package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The two write buffers, one being filled and one being flushed, and those who wait for room in them.
 *
 * <h2>Adding</h2>
 *
 * One short critical section takes a position, copies the item and computes its checksum; nothing in it does I/O or waits. A
 * buffer holds items of one index: an item that does not fit the file seals it, as one that does not fit the buffer does.
 * With both buffers taken, or while a transaction commits, adds queue up, first come first served, without holding a
 * thread. The queue is bounded in number and in bytes.
 *
 * <h2>Reading</h2>
 *
 * Readers take a {@link BufferPair.View} and then look at the file: data goes from the first to the second, so it cannot be missed. A
 * buffer leaves the view only when its bytes can be read from the file. See {@link BufferMemory} for what happens to a reader
 * that is overtaken.
 *
 * <h2>Threads</h2>
 *
 * Thread-safe. Those who wait are told after the lock is released, in order.
 */
public final class BufferSlots {

    /** Most operations that wait. */
    public static final int MAX_WAITING = 16_384;

    private final TellingLock lock = new TellingLock();

    private final CommitterCalls committer;

    // All of the following is guarded by the lock, but for the view of the buffers.

    private final BufferPair buffers;
    private final WaitingLine waiting;
    private final Requests requests;
    private final AheadSide ahead;
    private boolean paused;

    /** Whether the memory has been given up: what is provided later comes too late. */
    private boolean released;

    private @Nullable Supplier<AioDiskDbException> refusal;
    private @Nullable AioDiskDbException abandonment;

    /**
     * Makes slots that refuse everything until they are opened.
     *
     * @param settings the bounds
     * @param committer called when there is something to flush
     * @param refusal makes the exception that adds get
     */
    public BufferSlots(BufferSettings settings, CommitterCalls committer, Supplier<AioDiskDbException> refusal) {
        this.buffers = new BufferPair(settings);
        this.requests = new Requests(settings.pieceSize());
        this.ahead = new AheadSide(lock, buffers, requests);
        this.waiting = new WaitingLine(2L * settings.maxBufferSize());
        this.committer = committer;
        this.refusal = refusal;
    }

    /** {@return what is in RAM; read it before looking at a file} */
    public BufferPair.View view() {
        return buffers.view();
    }

    /** {@return what becomes durable before its buffer is flushed} */
    public AheadSide ahead() {
        return ahead;
    }

    /**
     * Tells something after all that is to be told already.
     *
     * @param last what to do; does not block and runs no code of the user
     */
    public void tellLast(Runnable last) {
        lock.exclusively(queue -> queue.add(last));
    }

    // ---- adding

    /**
     * Adds an item if there is room and nobody waits.
     *
     * @param data the item
     * @param durability who waits until it is durable
     * @return where it is; {@code null} if the add has to wait
     */
    public @Nullable ItemLocation append(byte[] data, @Nullable DurabilityWaiter durability) {
        ItemLocation location;
        boolean wake;
        boolean piece;
        lock.lockToCopy(data.length);
        try {
            WriteBuffer buffer = reserveInTurn(data.length);
            if (buffer == null) {
                return null;
            }
            buffer.appendWithoutLocking(data);
            location = appended(buffer, data.length, durability);
            wake = hasWork();
            piece = requests.takePieceFilled();
        } finally {
            lock.unlock();
        }
        if (piece) {
            committer.writeBehind();
        }
        if (wake) {
            wakeCommitter(durability);
        }
        return location;
    }

    /**
     * Adds an item if there is room and nobody waits.
     *
     * @param data the item: its remaining bytes; it is not changed
     * @param durability who waits until it is durable
     * @return where it is; {@code null} if the add has to wait
     */
    public @Nullable ItemLocation append(ByteBuffer data, @Nullable DurabilityWaiter durability) {
        ItemLocation location;
        boolean wake;
        boolean piece;
        lock.lockToCopy(data.remaining());
        try {
            WriteBuffer buffer = reserveInTurn(data.remaining());
            if (buffer == null) {
                return null;
            }
            buffer.appendWithoutLocking(data);
            location = appended(buffer, data.remaining(), durability);
            wake = hasWork();
            piece = requests.takePieceFilled();
        } finally {
            lock.unlock();
        }
        if (piece) {
            committer.writeBehind();
        }
        if (wake) {
            wakeCommitter(durability);
        }
        return location;
    }

    private void wakeCommitter(@Nullable DurabilityWaiter durability) {
        if (durability != null && durability.isCallingThread()) {
            committer.wakeOrWork();
        } else {
            committer.wake();
        }
    }

    private @Nullable WriteBuffer reserveInTurn(int size) {
        requireOpenWithoutLocking();
        return paused || !waiting.isEmpty() ? null : reserve(size);
    }

    private void requireOpenWithoutLocking() {
        if (refusal != null) {
            throw refusal.get();
        }
    }

    private @Nullable WriteBuffer reserve(int size) {
        WriteBuffer before = buffers.active();
        WriteBuffer reserved = buffers.reserve(size);
        if (before != null && before != buffers.active()) {
            requests.forget(); // what was asked for is in the sealed buffer
        }
        return reserved;
    }

    private ItemLocation appended(WriteBuffer buffer, int size, @Nullable DurabilityWaiter durability) {
        ItemLocation location = buffers.appended(buffer, size);
        if (durability != null) {
            buffer.addWaiterWithoutLocking(durability);
            requests.askAhead();
        }
        if (buffers.isFull(buffer)) {
            requests.askFlush();
        }
        requests.grown(buffer.size() - size, buffer.size());
        return location;
    }

    /** Whether the committer has something to do; one that is at work looks by itself when it is done. */
    private boolean hasWork() {
        return requests.isAnythingAsked() || buffers.flushing() != null;
    }

    // ---- waiting

    /**
     * Lets an operation wait, or does it at once if there is room now.
     *
     * @param operation what to do
     * @throws AddTimeoutException if too many wait already
     */
    public void await(Waiting operation) {
        lock.exclusively(queue -> {
            requireOpenWithoutLocking();
            waiting.add(operation);
            admit(queue);
        });
        committer.wake();
    }

    /** Does what waits, in order, as far as there is room. */
    private void admit(Collection<Runnable> queue) {
        for (Waiting first = waiting.first(); first != null && !paused; first = waiting.first()) {
            if (!admit(first, queue)) {
                break;
            }
            waiting.removeFirst();
        }
        if (requests.takePieceFilled()) {
            queue.add(committer::writeBehind);
        }
    }

    /** {@return whether an operation need not wait any longer} */
    private boolean admit(Waiting first, Collection<Runnable> queue) {
        ByteBuffer data = first.data();
        if (data == null) {
            attachFlush(first, queue);
            return true;
        }
        WriteBuffer buffer;
        try {
            buffer = reserve(data.remaining());
        } catch (DatabaseFullException e) {
            queue.add(() -> first.failed(e));
            return true;
        }
        if (buffer == null) {
            return false;
        }
        buffer.appendWithoutLocking(data);
        ItemLocation location = appended(buffer, data.remaining(), first.durability());
        queue.add(() -> first.placed(location));
        return true;
    }

    private void attachFlush(Waiting flush, Collection<Runnable> queue) {
        DurabilityWaiter waiter = flush.durability();
        WriteBuffer active = buffers.active();
        WriteBuffer last = active != null ? active : buffers.flushing();
        if (waiter == null) {
            return;
        }
        if (last == null) {
            queue.add(waiter::durable);
            return;
        }
        last.addWaiterWithoutLocking(waiter);
        if (active != null) {
            requests.askFlush();
        }
    }

    /**
     * Gives up on those who have waited for too long.
     *
     * @param nowNanos the time on the clock of the deadlines
     * @param reason makes the exception
     * @return the earliest deadline of those who go on waiting; {@link Long#MAX_VALUE} if nobody does
     */
    public long expire(long nowNanos, Function<Waiting, AioDiskDbException> reason) {
        lock.exclusively(queue -> {
            List<Waiting> overdue = waiting.removeOverdue(nowNanos);
            overdue.forEach(each -> queue.add(() -> each.failed(reason.apply(each))));
            if (!overdue.isEmpty()) {
                admit(queue); // what was in the way of a smaller one is gone
            }
        });
        lock.lock();
        try {
            Waiting next = waiting.first();
            return next == null ? Long.MAX_VALUE : next.deadlineNanos();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether somebody waits for room} */
    public boolean hasWaiting() {
        lock.lock();
        try {
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    // ---- durability

    /**
     * Asks that everything added so far be made durable.
     *
     * @param operation the flush; told when it is done, at once if nothing is buffered
     */
    public void flush(Waiting operation) {
        lock.exclusively(queue -> {
            requireOpenWithoutLocking();
            if (waiting.isEmpty()) {
                attachFlush(operation, queue); // also during a pause: what is buffered is being flushed then
            } else {
                waiting.add(operation);
            }
        });
        committer.wake();
    }

    /**
     * Waits for a range that is in a buffer, without hastening it.
     *
     * @param location the range
     * @param waiter told when it is durable
     * @return whether the end of the range is in a buffer
     * @throws AioDiskDbException if what is buffered will not become durable
     */
    public boolean awaitDurable(ItemLocation location, DurabilityWaiter waiter) {
        lock.lock();
        try {
            WriteBuffer buffer = bufferOfEnd(location);
            if (buffer == null) {
                return false;
            }
            if (location.end() > buffer.durableTo()) {
                if (abandonment != null) {
                    throw abandonment;
                }
                buffer.addWaiterWithoutLocking(waiter, location.end());
                return true;
            }
        } finally {
            lock.unlock();
        }
        waiter.durable();
        return true;
    }

    private @Nullable WriteBuffer bufferOfEnd(ItemLocation location) {
        for (WriteBuffer buffer : buffers.all()) {
            if (buffer.index() == location.index() && location.end() > buffer.from() && location.end() <= buffer.to()) {
                return buffer;
            }
        }
        return null;
    }

    /** Starts a flush if anything is buffered. */
    public void requestFlush() {
        lock.exclusively(queue -> {
            if (buffers.active() != null) {
                requests.askFlush();
            }
            if (hasWork()) {
                queue.add(committer::wake);
            }
        });
    }

    /**
     * Tells those who have waited for too long for durability.
     *
     * @param nowNanos the time on the clock of the deadlines
     * @param reason why it has not come
     */
    public void expireDurability(long nowNanos, AioDiskDbException reason) {
        lock.exclusively(queue -> {
            for (WriteBuffer buffer : buffers.all()) {
                for (DurabilityWaiter overdue : buffer.takeOverdueWithoutLocking(nowNanos)) {
                    queue.add(() -> overdue.failed(reason));
                }
            }
        });
    }

    // ---- the committer's side

    /**
     * Gives the committer what it has to flush.
     *
     * @param everything whether a buffer is to be flushed that nobody has asked for yet
     * @return the sealed buffer; {@code null} if there is nothing to do
     */
    public @Nullable WriteBuffer take(boolean everything) {
        WriteBuffer sealed = buffers.view().flushing();
        if (sealed != null) {
            return sealed; // without the lock: it is there until the committer retires it
        }
        lock.exclusively(queue -> {
            if (buffers.active() != null && (everything || requests.isFlushAsked()) && buffers.seal()) {
                requests.forget();
                admit(queue);
            }
        });
        return buffers.view().flushing(); // changed by the committer alone once it is there
    }

    /**
     * Lets go of a buffer: it is on stable storage and can be read from the file.
     *
     * @param flushed what {@link #take} gave
     */
    public void retire(WriteBuffer flushed) {
        lock.exclusively(queue -> {
            buffers.retire(flushed);
            flushed.takeWaitersWithoutLocking().forEach(waiter -> queue.add(waiter::durable));
            admit(queue);
            if (hasWork()) {
                queue.add(committer::wake);
            }
        });
    }

    /** Makes adds wait: the committer is going to write something else, or to prune. */
    public void pause() {
        lock.exclusively(queue -> paused = true);
    }

    /**
     * Ends a pause.
     *
     * @param nextIndex where the next item goes, if nothing is buffered; behind what is buffered otherwise
     * @param nextPosition where in it
     */
    public void resume(int nextIndex, long nextPosition) {
        lock.exclusively(queue -> {
            paused = false;
            if (buffers.all().isEmpty()) {
                buffers.moveTo(nextIndex, nextPosition);
            }
            admit(queue);
            queue.add(committer::wake);
        });
    }

    /** {@return whether something is buffered} */
    public boolean hasBuffered() {
        BufferPair.View now = view();
        return now.active() != null || now.flushing() != null;
    }

    /** {@return whether something is buffered in an index} */
    public boolean holds(int index) {
        BufferPair.View now = view();
        WriteBuffer active = now.active();
        WriteBuffer flushing = now.flushing();
        return (active != null && active.index() == index) || (flushing != null && flushing.index() == index);
    }

    /** {@return whether a buffer is sealed or a flush of what is buffered has been asked for} */
    public boolean hasFlushToDo() {
        if (buffers.view().flushing() != null) {
            return true;
        }
        lock.lock();
        try {
            return hasWork();
        } finally {
            lock.unlock();
        }
    }

    // ---- opening and closing

    /**
     * Refuses what would be refused.
     *
     * @throws AioDiskDbException if items are not taken
     */
    public void requireOpen() {
        lock.lock();
        try {
            requireOpenWithoutLocking();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins to take items.
     *
     * @param nextIndex where the first one goes
     * @param nextPosition where in it
     */
    public void open(int nextIndex, long nextPosition) {
        lock.exclusively(queue -> {
            buffers.moveTo(nextIndex, nextPosition);
            paused = false;
            released = false;
            requests.forget();
            refusal = null;
        });
    }

    /**
     * Provides the memory of a buffer. There are two at the most, and none after a {@link #release}.
     *
     * @param bytes a direct buffer of the configured capacity, and {@link io.aiodiskdb.internal.io.WriteSource#SLACK}
     */
    public void provide(ByteBuffer bytes) {
        lock.exclusively(queue -> {
            if (!released) {
                buffers.provide(bytes);
            }
            admit(queue);
            queue.add(committer::wake);
        });
    }

    /**
     * Refuses adds from now on, and fails those that wait. What is buffered stays.
     *
     * @param reason makes the exceptions
     */
    public void close(Supplier<AioDiskDbException> reason) {
        lock.exclusively(queue -> {
            refusal = reason;
            waiting.removeAll().forEach(each -> queue.add(() -> each.failed(reason.get())));
        });
    }

    /** Takes items again after a {@link #close} that turned out to be premature. */
    public void reopen() {
        lock.exclusively(queue -> {
            refusal = null;
            paused = false;
            queue.add(committer::wake);
        });
    }

    /**
     * Tells everybody that what is buffered will not become durable. It can still be read.
     *
     * @param reason why
     * @return the ranges concerned
     */
    public List<ItemLocation> abandon(AioDiskDbException reason) {
        List<ItemLocation> lost = new ArrayList<>();
        lock.exclusively(queue -> {
            abandonment = reason;
            for (WriteBuffer buffer : buffers.all()) {
                if (buffer.size() > buffer.durableBytes()) {
                    lost.add(new ItemLocation(
                            buffer.index(), buffer.durableTo(), (long) buffer.size() - buffer.durableBytes()));
                }
                buffer.takeWaitersWithoutLocking().forEach(waiter -> queue.add(() -> waiter.failed(reason)));
            }
        });
        return lost;
    }

    /** Forgets everything, the memory too. */
    public void release() {
        lock.exclusively(queue -> {
            released = true;
            buffers.release();
            requests.forget();
            abandonment = null;
        });
    }

    /**
     * Figures of the buffers.
     *
     * @param itemsAdded items taken in so far
     * @param bytesAdded their bytes
     * @param itemsBuffered items in the buffers
     * @param bytesBuffered their bytes
     * @param waiting operations that wait
     * @param capacityLeft bytes of further items that fit into the files that there may be; 0 while none are taken
     */
    public record Figures(
            long itemsAdded, long bytesAdded, long itemsBuffered, long bytesBuffered, int waiting, long capacityLeft) {}

    /** {@return the figures at this moment} */
    public Figures figures() {
        lock.lock();
        try {
            return buffers.figures(waiting.size(), refusal == null);
        } finally {
            lock.unlock();
        }
    }
}
