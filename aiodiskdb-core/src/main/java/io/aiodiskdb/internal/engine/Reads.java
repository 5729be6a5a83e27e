package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.internal.buffer.BufferPair;
import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.buffer.DurablePart;
import io.aiodiskdb.internal.buffer.WriteBuffer;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The operations that read. Thread-safe; those that take a {@link Promise} do not block, the others say so if they do. */
public final class Reads {

    /** Bytes out of the page cache that take a caller no longer than passing the work on. */
    private static final int MOST_AT_ONCE = 64 << 10;

    private final AioDiskDbConfig config;
    private final Lifecycle lifecycle;
    private final Counters counters;
    private final BufferSlots slots;

    Reads(AioDiskDbConfig config, Lifecycle lifecycle, Counters counters, BufferSlots slots) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.counters = counters;
        this.slots = slots;
    }

    private NotRunningException notRunning() {
        return lifecycle.notRunning();
    }

    private Session readableSession() {
        Session session = lifecycle.session();
        if (session == null || !lifecycle.state().isReadable()) {
            throw notRunning();
        }
        return session;
    }

    /** {@return whether a range is known to begin in what has been cut off; does not block} */
    boolean isCutOff(ItemLocation location) {
        return readableSession().segments().reads().isCutOff(location.index(), location.position());
    }

    /** Tells whether a range is on stable storage. */
    void requireSettled(ItemLocation location, Promise<Done> promise) {
        Session session = readableSession();
        onReader(session, promise, () -> {
            if (location.size() == 0
                    || !session.segments().reads().contains(location.index(), location.position(), location.end())) {
                throw new IndexNotFoundException("there is no range " + location);
            }
            return Done.DONE;
        });
    }

    /**
     * Reads a range on the calling thread; blocks.
     *
     * @param location the range
     * @return its bytes
     */
    public Optional<byte[]> read(ItemLocation location) {
        return read(location, false);
    }

    /** On the engine's own threads, a page that is not in the cache is better read by a call: it holds up no collector. */
    private Optional<byte[]> read(ItemLocation location, boolean mappedIfResident) {
        Session session = requireRange(location);
        if (location.size() == 0) {
            return Optional.empty();
        }
        byte[] mapped = session.reader().readMapped(location, mappedIfResident);
        if (mapped != null) {
            return counted(mapped);
        }
        try {
            return counted(session.reader().read(location));
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    /**
     * Reads a range if it can be told without waiting for the disk.
     *
     * @param location the range
     * @return its bytes, or nothing; {@code null} if the disk has to be asked, by {@link #readLater}
     */
    @SuppressWarnings("NullableOptional") // there is a third answer: not known yet
    public @Nullable Optional<byte[]> readNow(ItemLocation location) {
        Session session = requireRange(location);
        if (location.size() == 0) {
            return Optional.empty();
        }
        Optional<byte[]> found = session.reader().readMemory(location);
        if (found != null) {
            return counted(found);
        }
        byte[] mapped = location.size() <= MOST_AT_ONCE ? session.reader().readMapped(location, true) : null;
        return mapped == null ? null : counted(mapped);
    }

    /**
     * Reads a range on a thread of the engine.
     *
     * @param location the range
     * @param promise told its bytes
     */
    public void readLater(ItemLocation location, Promise<Optional<byte[]>> promise) {
        try {
            onReader(readableSession(), promise, () -> read(location, true));
        } catch (AioDiskDbException e) {
            promise.fail(e);
        }
    }

    private Session requireRange(ItemLocation location) {
        Session session = readableSession();
        if (location.size() > config.maxReadSize()) {
            throw new ItemTooLargeException("a read must ask for at most max-read-size = " + config.maxReadSize()
                    + " bytes, but asks for " + location.size());
        }
        return session;
    }

    private Optional<byte[]> counted(Optional<byte[]> data) {
        return data.isPresent() ? counted(data.get()) : data;
    }

    private Optional<byte[]> counted(byte[] data) {
        counters.read(data.length);
        return Optional.of(data);
    }

    private StorageFailedException unreadable(ItemLocation location, IOException cause) {
        counters.failures.increment();
        return new StorageFailedException("cannot read " + location + ": " + cause.getMessage(), cause);
    }

    /** Work that may block. */
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> void onReader(Session session, Promise<T> promise, Work<T> work) {
        try {
            session.threads().readers().execute(() -> {
                try {
                    promise.complete(work.run());
                } catch (AioDiskDbException e) {
                    promise.fail(e);
                } catch (IOException | RuntimeException | Error e) {
                    counters.failures.increment();
                    promise.fail(new StorageFailedException("cannot read: " + e.getMessage(), e));
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(
                    lifecycle.state().isReadable()
                            ? new StorageFailedException("too many reads wait already; wait for earlier ones", e)
                            : notRunning());
        }
    }

    /**
     * Walks through the settled items; the iterator blocks.
     *
     * @param from where to begin
     * @return the items
     */
    public Iterator<StoredItem> items(ItemLocation from) {
        Session session = readableSession();
        Iterator<StoredItem> walk = new SettledItems(session.segments().reads(), slots, from);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                requireCurrent(session);
                return walk.hasNext();
            }

            @Override
            public StoredItem next() {
                requireCurrent(session);
                if (!walk.hasNext()) {
                    throw new NoSuchElementException();
                }
                return walk.next();
            }
        };
    }

    private void requireCurrent(Session session) {
        if (!session.equals(lifecycle.session())) {
            throw notRunning();
        }
    }

    /**
     * Checks everything that is settled; blocks.
     *
     * @param progress told now and then how far it has got
     * @return what was found
     */
    public VerificationReport verify(Consumer<VerificationProgress> progress) {
        Session session = readableSession();
        return session.segments().reads().verify(() -> requireCurrent(session), session.reader()::prunings, progress);
    }

    /**
     * Checks everything that is settled, on a thread of the engine.
     *
     * @param progress told now and then how far it has got
     * @param promise told what was found
     */
    public void verify(Consumer<VerificationProgress> progress, Promise<VerificationReport> promise) {
        try {
            onReader(readableSession(), promise, () -> verify(progress));
        } catch (AioDiskDbException e) {
            promise.fail(e);
        }
    }

    /**
     * Lists the indices; blocks.
     *
     * @return what there is of each, in ascending order
     */
    public List<IndexStats> indices() {
        Session session = readableSession();
        try {
            while (true) {
                long before = session.reader().prunings();
                List<IndexStats> found = indices(session);
                if (session.reader().prunings() == before) {
                    return found;
                }
            }
        } catch (IOException e) {
            counters.failures.increment();
            throw new StorageFailedException("cannot list the indices: " + e.getMessage(), e);
        }
    }

    /** The buffers are looked at first: what is flushed meanwhile is found in its file as well, and not missed. */
    private List<IndexStats> indices(Session session) throws IOException {
        TreeMap<Integer, IndexStats> found = new TreeMap<>();
        DurablePart durable = slots.ahead().durablePart();
        BufferPair.View buffers = slots.view();
        for (IndexStats settled : session.segments().reads().indices(() -> requireCurrent(session))) {
            found.put(settled.index(), settled);
        }
        if (durable != null) {
            int items = durable.items().count();
            add(found, new IndexStats(durable.index(), 0, durable.to(), durable.to(), items, null));
        }
        addBuffered(found, buffers.flushing());
        addBuffered(found, buffers.active());
        return List.copyOf(found.values());
    }

    private static void addBuffered(Map<Integer, IndexStats> found, @Nullable WriteBuffer buffer) {
        if (buffer != null) {
            add(found, new IndexStats(buffer.index(), 0, 0, buffer.to(), 0, null));
        }
    }

    /** Joins what was found in the files with what is in RAM; that was not committed meanwhile if it lies behind the files. */
    private static void add(Map<Integer, IndexStats> found, IndexStats buffered) {
        found.merge(buffered.index(), buffered, (settled, inRam) -> {
            boolean countsItems =
                    settled.items() != IndexStats.UNKNOWN_ITEMS && inRam.settledEnd() > settled.settledEnd();
            return new IndexStats(
                    settled.index(),
                    settled.begin(),
                    Math.max(settled.settledEnd(), inRam.settledEnd()),
                    Math.max(settled.end(), inRam.end()),
                    settled.items() + (countsItems ? inRam.items() : 0),
                    settled.damage());
        });
    }

    /**
     * Lists the indices, on a thread of the engine.
     *
     * @param promise told what there is of each, in ascending order
     */
    public void indices(Promise<List<IndexStats>> promise) {
        try {
            onReader(readableSession(), promise, this::indices);
        } catch (AioDiskDbException e) {
            promise.fail(e);
        }
    }
}
