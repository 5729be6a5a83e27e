package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
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
 * Readers take a {@link View} and then look at the file: data goes from the first to the second, so it cannot be missed. A
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

    private static final View EMPTY = new View(null, null);

    private final BufferSettings settings;
    private final ReentrantLock lock = new ReentrantLock();

    /** Called without the lock when the committer has something to do. */
    private final Runnable wakeCommitter;

    // All of the following is guarded by the lock.

    private final ArrayDeque<BufferMemory> memories = new ArrayDeque<>();
    private final ArrayDeque<ItemTable> tables = new ArrayDeque<>();
    private final WaitingLine waiting;
    private int index;
    private long position;
    private boolean paused;
    private boolean flushRequested;
    private long itemsAdded;
    private long bytesAdded;
    private @Nullable WriteBuffer active;
    private @Nullable WriteBuffer flushing;
    private @Nullable Supplier<AioDiskDbException> refusal;
    private @Nullable AioDiskDbException abandonment;

    /** Written under the lock; immutable, and so read without it. */
    private volatile View view = EMPTY;

    /**
     * Makes slots that refuse everything until they are opened.
     *
     * @param settings the bounds
     * @param wakeCommitter called when there is something to flush; does not block
     * @param refusal makes the exception that adds get
     */
    public BufferSlots(BufferSettings settings, Runnable wakeCommitter, Supplier<AioDiskDbException> refusal) {
        this.settings = settings;
        this.waiting = new WaitingLine(2L * settings.maxBufferSize());
        this.wakeCommitter = wakeCommitter;
        this.refusal = refusal;
    }

    /**
     * What is in RAM at a moment.
     *
     * @param active the buffer being filled
     * @param flushing the buffer being flushed, which the active one follows
     */
    public record View(
            @Nullable WriteBuffer active, @Nullable WriteBuffer flushing) {}

    /** {@return what is in RAM; read it before looking at a file} */
    public View view() {
        return view;
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
        lock.lock();
        try {
            WriteBuffer buffer = reserveInTurn(data.length);
            if (buffer == null) {
                return null;
            }
            buffer.appendWithoutLocking(data);
            location = appended(buffer, data.length, durability);
            wake = hasWork();
        } finally {
            lock.unlock();
        }
        if (wake) {
            wakeCommitter.run();
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
        lock.lock();
        try {
            WriteBuffer buffer = reserveInTurn(data.remaining());
            if (buffer == null) {
                return null;
            }
            buffer.appendWithoutLocking(data);
            location = appended(buffer, data.remaining(), durability);
            wake = hasWork();
        } finally {
            lock.unlock();
        }
        if (wake) {
            wakeCommitter.run();
        }
        return location;
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

    /** {@return a buffer with room for an item, at the right position; null if there is none now} */
    private @Nullable WriteBuffer reserve(int size) {
        boolean fitsFile = position + size <= settings.maxFileSize();
        WriteBuffer current = active;
        if (current != null
                && fitsFile
                && current.hasRoomWithoutLocking(size)
                && current.items().count() < settings.maxItems()) {
            return current;
        }
        if (!fitsFile && index + 1 >= settings.maxFiles()) {
            throw new DatabaseFullException("the item of " + size + " bytes does not fit index " + index
                    + ", which is full at " + position + " of " + settings.maxFileSize()
                    + " bytes, and max-files is " + settings.maxFiles());
        }
        if (current != null && !seal()) {
            return null;
        }
        BufferMemory memory = memories.peek();
        if (memory == null) {
            return null;
        }
        memories.remove();
        if (!fitsFile) {
            index++;
            position = 0;
        }
        ItemTable table = tables.isEmpty() ? new ItemTable() : tables.remove();
        WriteBuffer fresh = new WriteBuffer(memory, index, position, table);
        active = fresh;
        view = new View(fresh, flushing);
        return fresh;
    }

    /** Hands the active buffer over to the committer, if that one has none. */
    private boolean seal() {
        if (flushing != null) {
            return false;
        }
        flushing = active;
        active = null;
        flushRequested = false; // what was asked to be flushed is in the sealed buffer
        view = new View(null, flushing);
        return true;
    }

    private ItemLocation appended(WriteBuffer buffer, int size, @Nullable DurabilityWaiter durability) {
        ItemLocation location = new ItemLocation(buffer.index(), position, size);
        position += size;
        itemsAdded++;
        bytesAdded += size;
        if (durability != null) {
            buffer.addWaiterWithoutLocking(durability);
        }
        if (durability != null
                || buffer.items().count() >= settings.flushItems()
                || buffer.size() >= settings.maxBufferSize()) {
            flushRequested = true;
        }
        return location;
    }

    /** Whether the committer has something to do; one that is at work looks by itself when it is done. */
    private boolean hasWork() {
        return flushRequested || flushing != null;
    }

    // ---- waiting

    /**
     * Lets an operation wait, or does it at once if there is room now.
     *
     * @param operation what to do
     * @throws AddTimeoutException if too many wait already
     */
    public void await(Waiting operation) {
        List<Runnable> told = new ArrayList<>();
        lock.lock();
        try {
            requireOpenWithoutLocking();
            waiting.add(operation);
            admit(told);
        } finally {
            lock.unlock();
        }
        wakeCommitter.run();
        told.forEach(Runnable::run);
    }

    /** Does what waits, in order, as far as there is room. */
    private void admit(List<Runnable> told) {
        for (Waiting first = waiting.first(); first != null && !paused; first = waiting.first()) {
            if (!admit(first, told)) {
                return;
            }
            waiting.removeFirst();
        }
    }

    /** {@return whether an operation need not wait any longer} */
    private boolean admit(Waiting first, List<Runnable> told) {
        ByteBuffer data = first.data();
        if (data == null) {
            attachFlush(first, told);
            return true;
        }
        WriteBuffer buffer;
        try {
            buffer = reserve(data.remaining());
        } catch (DatabaseFullException e) {
            told.add(() -> first.failed(e));
            return true;
        }
        if (buffer == null) {
            return false;
        }
        buffer.appendWithoutLocking(data);
        ItemLocation location = appended(buffer, data.remaining(), first.durability());
        told.add(() -> first.placed(location));
        return true;
    }

    private void attachFlush(Waiting flush, List<Runnable> told) {
        DurabilityWaiter waiter = flush.durability();
        WriteBuffer last = active != null ? active : flushing;
        if (waiter == null) {
            return;
        }
        if (last == null) {
            told.add(waiter::durable);
            return;
        }
        last.addWaiterWithoutLocking(waiter);
        flushRequested |= last == active;
    }

    /**
     * Gives up on those who have waited for too long.
     *
     * @param nowNanos the time on the clock of the deadlines
     * @param reason makes the exception
     * @return the earliest deadline of those who go on waiting; {@link Long#MAX_VALUE} if nobody does
     */
    public long expire(long nowNanos, Function<Waiting, AioDiskDbException> reason) {
        List<Waiting> overdue;
        List<Runnable> told = new ArrayList<>();
        Waiting next;
        lock.lock();
        try {
            overdue = waiting.removeOverdue(nowNanos);
            if (!overdue.isEmpty()) {
                admit(told); // what was in the way of a smaller one is gone
            }
            next = waiting.first();
        } finally {
            lock.unlock();
        }
        overdue.forEach(each -> each.failed(reason.apply(each)));
        told.forEach(Runnable::run);
        return next == null ? Long.MAX_VALUE : next.deadlineNanos();
    }

    // ---- durability

    /**
     * Asks that everything added so far be made durable.
     *
     * @param operation the flush; told when it is done, at once if nothing is buffered
     */
    public void flush(Waiting operation) {
        List<Runnable> told = new ArrayList<>();
        lock.lock();
        try {
            requireOpenWithoutLocking();
            if (waiting.isEmpty()) {
                attachFlush(operation, told); // also during a pause: what is buffered is being flushed then
            } else {
                waiting.add(operation);
            }
        } finally {
            lock.unlock();
        }
        wakeCommitter.run();
        told.forEach(Runnable::run);
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
            for (WriteBuffer buffer : buffers()) {
                if (buffer.index() == location.index()
                        && location.end() > buffer.from()
                        && location.end() <= buffer.to()) {
                    if (abandonment != null) {
                        throw abandonment;
                    }
                    buffer.addWaiterWithoutLocking(waiter);
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Starts a flush if anything is buffered. */
    public void requestFlush() {
        boolean wake;
        lock.lock();
        try {
            flushRequested |= active != null;
            wake = hasWork();
        } finally {
            lock.unlock();
        }
        if (wake) {
            wakeCommitter.run();
        }
    }

    // ---- the committer's side

    /**
     * Gives the committer what it has to flush.
     *
     * @param everything whether a buffer is to be flushed that nobody has asked for yet
     * @return the sealed buffer; {@code null} if there is nothing to do
     */
    public @Nullable WriteBuffer take(boolean everything) {
        List<Runnable> told = new ArrayList<>();
        WriteBuffer taken;
        lock.lock();
        try {
            if (flushing == null && active != null && (everything || flushRequested)) {
                seal();
            }
            taken = flushing;
            admit(told);
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
        return taken;
    }

    /**
     * Lets go of a buffer: it is on stable storage and can be read from the file.
     *
     * @param flushed what {@link #take} gave
     */
    public void retire(WriteBuffer flushed) {
        List<Runnable> told = new ArrayList<>();
        List<DurabilityWaiter> waiters;
        boolean more;
        lock.lock();
        try {
            flushing = null;
            view = new View(active, null);
            memories.add(flushed.memory());
            flushed.items().clear();
            tables.add(flushed.items());
            waiters = flushed.takeWaitersWithoutLocking();
            admit(told);
            more = hasWork();
        } finally {
            lock.unlock();
        }
        waiters.forEach(DurabilityWaiter::durable);
        told.forEach(Runnable::run);
        if (more) {
            wakeCommitter.run();
        }
    }

    /**
     * Tells those who have waited for too long for durability.
     *
     * @param nowNanos the time on the clock of the deadlines
     * @param reason why it has not come
     */
    public void expireDurability(long nowNanos, AioDiskDbException reason) {
        List<DurabilityWaiter> overdue = new ArrayList<>();
        lock.lock();
        try {
            for (WriteBuffer buffer : buffers()) {
                overdue.addAll(buffer.takeOverdueWithoutLocking(nowNanos));
            }
        } finally {
            lock.unlock();
        }
        WriteBuffer.fail(overdue, reason);
    }

    /** Makes adds wait: the committer is going to write something else, or to prune. */
    public void pause() {
        lock.lock();
        try {
            paused = true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a pause; the next item goes where it would have gone before. */
    public void resume() {
        resume(null);
    }

    /**
     * Ends a pause in which nothing is buffered.
     *
     * @param nextIndex where the next item goes
     * @param nextPosition where in it
     */
    public void resume(int nextIndex, long nextPosition) {
        resume(new ItemLocation(nextIndex, nextPosition, 0));
    }

    private void resume(@Nullable ItemLocation next) {
        List<Runnable> told = new ArrayList<>();
        lock.lock();
        try {
            paused = false;
            if (next != null && active == null && flushing == null) {
                index = next.index();
                position = next.position();
            }
            admit(told);
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
        wakeCommitter.run();
    }

    /** {@return whether something is buffered in an index} */
    public boolean holds(int wanted) {
        View now = view;
        return (now.active != null && now.active.index() == wanted)
                || (now.flushing != null && now.flushing.index() == wanted);
    }

    /** {@return whether a buffer is sealed or a flush of what is buffered has been asked for} */
    public boolean hasFlushToDo() {
        lock.lock();
        try {
            return hasWork();
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

    /** {@return whether nothing is buffered} */
    public boolean isEmpty() {
        View now = view;
        return now.active == null && now.flushing == null;
    }

    /** The buffers there are, in the order of their positions. */
    private List<WriteBuffer> buffers() {
        List<WriteBuffer> both = new ArrayList<>(2);
        if (flushing != null) {
            both.add(flushing);
        }
        if (active != null) {
            both.add(active);
        }
        return both;
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
        lock.lock();
        try {
            index = nextIndex;
            position = nextPosition;
            paused = false;
            flushRequested = false;
            refusal = null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Provides the memory of a buffer. There are two at the most.
     *
     * @param bytes a direct buffer of the configured capacity
     */
    public void provide(ByteBuffer bytes) {
        List<Runnable> told = new ArrayList<>();
        lock.lock();
        try {
            memories.add(new BufferMemory(bytes));
            admit(told);
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
        wakeCommitter.run();
    }

    /**
     * Refuses adds from now on, and fails those that wait. What is buffered stays.
     *
     * @param reason makes the exceptions
     */
    public void close(Supplier<AioDiskDbException> reason) {
        List<Waiting> refused;
        lock.lock();
        try {
            refusal = reason;
            refused = waiting.removeAll();
        } finally {
            lock.unlock();
        }
        refused.forEach(each -> each.failed(reason.get()));
    }

    /** Takes items again after a {@link #close} that turned out to be premature. */
    public void reopen() {
        lock.lock();
        try {
            refusal = null;
            paused = false;
        } finally {
            lock.unlock();
        }
        wakeCommitter.run();
    }

    /**
     * Tells everybody that what is buffered will not become durable. It can still be read.
     *
     * @param reason why
     * @return the ranges concerned
     */
    public List<ItemLocation> abandon(AioDiskDbException reason) {
        List<ItemLocation> lost = new ArrayList<>();
        List<DurabilityWaiter> waiters = new ArrayList<>();
        lock.lock();
        try {
            abandonment = reason;
            for (WriteBuffer buffer : buffers()) {
                lost.add(new ItemLocation(buffer.index(), buffer.from(), buffer.size()));
                waiters.addAll(buffer.takeWaitersWithoutLocking());
            }
        } finally {
            lock.unlock();
        }
        WriteBuffer.fail(waiters, reason);
        return lost;
    }

    /** Forgets everything, the memory too. */
    public void release() {
        lock.lock();
        try {
            active = null;
            flushing = null;
            view = EMPTY;
            memories.clear();
            tables.clear();
            flushRequested = false;
            abandonment = null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Figures of the buffers.
     *
     * @param itemsAdded items taken in so far
     * @param bytesAdded their bytes
     * @param itemsBuffered items in the buffers
     * @param bytesBuffered their bytes
     * @param waiting operations that wait
     */
    public record Figures(long itemsAdded, long bytesAdded, long itemsBuffered, long bytesBuffered, int waiting) {}

    /** {@return the figures at this moment} */
    public Figures figures() {
        lock.lock();
        try {
            long items = 0;
            long bytes = 0;
            for (WriteBuffer buffer : buffers()) {
                items += buffer.items().count();
                bytes += buffer.size();
            }
            return new Figures(itemsAdded, bytesAdded, items, bytes, waiting.size());
        } finally {
            lock.unlock();
        }
    }
}
