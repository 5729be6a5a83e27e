package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.EmptyTransactionException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.OverwriteDisabledException;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.DbEventListener;
import io.aiodiskdb.internal.buffer.BufferSettings;
import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.buffer.CommitterCalls;
import io.aiodiskdb.internal.segment.SegmentFigures;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.DbStats;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The database behind the API: checks what is asked, and passes it to those who do it. Thread-safe.
 *
 * <p>An item's way in: {@link #add} → {@link BufferSlots} → {@link Committer} → {@link Flusher} → segments. A read's way:
 * {@link Reads#read} → {@link ItemReader} → buffers, then segments. {@link Lifecycle} starts and stops it all.
 *
 * <p>Methods that take a {@link Promise} do not block; the others say so if they do.
 */
public final class Engine implements EngineContext {

    private final AioDiskDbConfig config;
    private final Platform platform;
    private final Executor completions;
    private final Counters counters = new Counters();
    private final EventDispatcher events = new EventDispatcher();
    private final AtomicBoolean overwrite;
    private final AtomicLong prunings = new AtomicLong();
    private final BufferSlots slots;
    private final Lifecycle lifecycle;
    private final Reads reads;

    /**
     * Makes an engine; touches no disk and starts no thread.
     *
     * @param config the settings
     * @param platform disk, threads, time
     */
    public Engine(AioDiskDbConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        this.completions = platform.newCompletions(config);
        this.overwrite = new AtomicBoolean(config.overwrite());
        this.slots = new BufferSlots(BufferSettings.of(config), new Calls(), this::notRunning);
        this.lifecycle = new Lifecycle(config, platform, this, slots, prunings);
        this.reads = new Reads(config, lifecycle, counters, slots);
    }

    /** Passes what the buffers say to the committer of this opening. */
    private final class Calls implements CommitterCalls {
        @Override
        public void wake() {
            Session session = lifecycle.session();
            if (session != null) {
                session.committer().wake();
            }
        }

        @Override
        public void writeBehind() {
            Session session = lifecycle.session();
            if (session != null) {
                session.streamer().wake();
            }
        }

        @Override
        public void wakeOrWork() {
            Session session = lifecycle.session();
            if (session != null) {
                session.committer().wakeOrWork();
            }
        }
    }

    /** {@return starts and stops this engine} */
    public Lifecycle lifecycle() {
        return lifecycle;
    }

    /** {@return the operations that read} */
    public Reads reads() {
        return reads;
    }

    /** {@return the settings} */
    public AioDiskDbConfig config() {
        return config;
    }

    /** {@return runs what depends on futures} */
    public Executor completions() {
        return completions;
    }

    private NotRunningException notRunning() {
        return lifecycle.notRunning();
    }

    private Session writableSession() {
        Session session = lifecycle.session();
        slots.requireOpen();
        if (session == null) {
            throw notRunning();
        }
        return session;
    }

    // ---- adding

    /**
     * Adds an item if there is room.
     *
     * @param data the item
     * @return where it is; {@code null} if {@link #addLater} has to wait for room
     */
    public @Nullable ItemLocation add(byte[] data) {
        requireItem(data.length);
        return slots.append(data, null);
    }

    /**
     * Adds an item if there is room.
     *
     * @param data the item: the remaining bytes; it is not changed
     * @return where it is; {@code null} if {@link #addLater} has to wait for room
     */
    public @Nullable ItemLocation add(ByteBuffer data) {
        requireItem(data.remaining());
        return slots.append(data, null);
    }

    /**
     * Adds an item when there is room.
     *
     * @param data the item; not to be changed until the promise is kept
     * @param heldBytes bytes of RAM that are taken for it alone meanwhile
     * @param promise told where it is
     */
    public void addLater(ByteBuffer data, long heldBytes, Promise<ItemLocation> promise) {
        waitForRoom(new PendingAdd(data, heldBytes, false, deadline(), promise), promise);
    }

    /**
     * Tells where an item is, after those that have been added before it have been told.
     *
     * @param location where it is
     * @param promise told
     */
    public void completeInTurn(ItemLocation location, Promise<ItemLocation> promise) {
        slots.tellLast(() -> promise.complete(location));
    }

    /**
     * Adds an item, and tells when it is durable.
     *
     * @param data the item: the remaining bytes; not changed
     * @param copies whether it must be copied if it has to wait
     * @param promise told where it is once it is on stable storage
     */
    public void addDurably(ByteBuffer data, boolean copies, Promise<ItemLocation> promise) {
        try {
            requireItem(data.remaining());
            PendingAdd add = new PendingAdd(null, 0, true, deadline(), promise);
            ItemLocation location = slots.append(data, add);
            if (location != null) {
                add.placed(location);
                return;
            }
        } catch (AioDiskDbException e) {
            promise.fail(e);
            return;
        }
        ByteBuffer kept = copies ? copyOf(data) : data;
        waitForRoom(new PendingAdd(kept, copies ? kept.remaining() : 0, true, deadline(), promise), promise);
    }

    /**
     * Copies an item, so that the caller may use his buffer again.
     *
     * @param data the item; not changed
     * @return its bytes
     */
    public static ByteBuffer copyOf(ByteBuffer data) {
        return ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
    }

    private void waitForRoom(PendingAdd add, Promise<ItemLocation> promise) {
        try {
            Session session = writableSession();
            slots.await(add);
            session.deadlines().watch();
        } catch (AioDiskDbException e) {
            promise.fail(e);
        }
    }

    private void requireItem(int size) {
        if (size == 0) {
            throw new EmptyItemException("an item must have at least 1 byte, but has 0");
        }
        if (size > config.maxBufferSize()) {
            throw new ItemTooLargeException("an item must have at most max-buffer-size = " + config.maxBufferSize()
                    + " bytes, but has " + size + "; one of a transaction may be as large as a file");
        }
    }

    private long deadline() {
        return platform.nanoTime() + config.timeout().toNanos();
    }

    // ---- durability

    /**
     * Makes durable what has been added.
     *
     * @param promise told when it is
     */
    public void flush(Promise<Done> promise) {
        try {
            Session session = writableSession();
            slots.flush(new PendingFlush(deadline(), promise));
            session.deadlines().watch();
        } catch (AioDiskDbException e) {
            promise.fail(e);
        }
    }

    /**
     * Waits for a range to become durable.
     *
     * @param location the range
     * @param promise told when it is
     */
    public void persisted(ItemLocation location, Promise<Done> promise) {
        try {
            if (reads.isCutOff(location) || !slots.awaitDurable(location, new PendingFlush(deadline(), promise))) {
                reads.requireSettled(location, promise);
            }
        } catch (AioDiskDbException e) {
            promise.fail(e);
        }
    }

    // ---- transactions and pruning

    /**
     * Commits a transaction.
     *
     * @param items its items; nobody else changes them
     * @param promise told where they are once they are on stable storage
     */
    public void commit(TransactionItems items, Promise<List<ItemLocation>> promise) {
        try {
            if (items.count() == 0) {
                throw new EmptyTransactionException("a transaction must have at least 1 item, but has 0");
            }
            Session session = writableSession();
            session.committer()
                    .submit(new TransactionJob(items, session.committer().writers(), config, this, promise));
        } catch (AioDiskDbException e) {
            promise.fail(e);
        }
    }

    /**
     * Cuts off the end of an index.
     *
     * @param index number of the data file
     * @param position its new end
     * @param firstBytes safety check
     * @param promise told the bytes removed
     */
    public void rtrim(int index, long position, byte[] firstBytes, Promise<Long> promise) {
        prune(new Prunings.Rtrim(index, position, ByteBuffer.wrap(firstBytes), this), promise);
    }

    /**
     * Cuts off the begin of an index.
     *
     * @param index number of the data file
     * @param position its new begin
     * @param lastBytes safety check
     * @param promise told the bytes removed
     */
    public void ltrim(int index, long position, byte[] lastBytes, Promise<Long> promise) {
        prune(new Prunings.Ltrim(index, position, ByteBuffer.wrap(lastBytes), this), promise);
    }

    /**
     * Deletes a data file.
     *
     * @param index its number
     * @param promise told the bytes removed
     */
    public void drop(int index, Promise<Long> promise) {
        prune(new Prunings.Drop(index, this), promise);
    }

    private void prune(Prunings.Pruning pruning, Promise<Long> promise) {
        try {
            Session session = writableSession();
            requireOverwrite();
            session.committer().submit(new PruneJob(pruning, session.committer().writers(), this, prunings, promise));
        } catch (AioDiskDbException e) {
            promise.fail(e);
        }
    }

    void requireOverwrite() {
        if (!overwrite.get()) {
            throw new OverwriteDisabledException(
                    "overwriting is not enabled: call enableOverwrite() first, or set overwrite");
        }
    }

    /**
     * Allows pruning, or forbids it.
     *
     * @param allowed whether it is allowed
     */
    public void setOverwrite(boolean allowed) {
        overwrite.set(allowed);
    }

    /** {@return whether pruning is allowed} */
    public boolean overwrite() {
        return overwrite.get();
    }

    // ---- listeners and figures

    /**
     * Registers a listener.
     *
     * @param listener receives all events from now on
     */
    public void addListener(DbEventListener listener) {
        events.add(listener);
    }

    /**
     * Removes a listener.
     *
     * @param listener the one registered
     */
    public void removeListener(DbEventListener listener) {
        events.remove(listener);
    }

    @Override
    public void publish(DbEvent event) {
        Session session = lifecycle.session();
        if (session != null) {
            events.publish(event, session.threads().events());
        }
    }

    void publish(DbEvent event, Executor executor) {
        events.publish(event, executor);
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public long nanoTime() {
        return platform.nanoTime();
    }

    @Override
    public Instant now() {
        return platform.now();
    }

    /** {@return the state} */
    public DbState state() {
        return lifecycle.state();
    }

    /** {@return the figures; does not block} */
    public DbStats stats() {
        BufferSlots.Figures buffers = slots.figures();
        Session session = lifecycle.session();
        SegmentFigures figures = session == null ? null : session.segments().figures();
        return new DbStats(
                buffers.itemsAdded() + counters.itemsCommitted.sum(),
                buffers.bytesAdded() + counters.bytesCommitted.sum(),
                counters.itemsRead.sum(),
                counters.bytesRead.sum(),
                counters.itemsWritten.sum(),
                counters.bytesWritten.sum(),
                buffers.itemsBuffered(),
                buffers.bytesBuffered(),
                buffers.waiting(),
                counters.flushes.sum(),
                Duration.ofNanos(counters.flushNanos.sum()),
                counters.commits.sum(),
                Duration.ofNanos(counters.commitNanos.sum()),
                counters.fsyncs.sum() + (figures == null ? 0 : figures.forces()),
                Duration.ofNanos(counters.fsyncNanos.sum() + (figures == null ? 0 : figures.forceNanos())),
                figures == null ? 0 : figures.files(),
                figures == null ? 0 : figures.bytes(),
                session == null ? 0 : buffers.capacityLeft(),
                counters.failures.sum(),
                events.dropped(),
                events.listenerFailures(),
                counters.lastFlush());
    }
}
