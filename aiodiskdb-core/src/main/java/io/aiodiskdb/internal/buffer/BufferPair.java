package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The buffer that is being filled, the one that is being flushed, and where the next item goes.
 *
 * <p>Guarded by the lock of {@link BufferSlots}, all but {@link #view()}.
 */
public final class BufferPair {

    private static final int BUFFERS = 2;

    private static final View EMPTY = new View(null, null);

    private final BufferSettings settings;
    private final ArrayDeque<BufferMemory> memories = new ArrayDeque<>();
    private final ArrayDeque<ItemTable> tables = new ArrayDeque<>();
    private int index;
    private long position;
    private long buffersMade;
    private long itemsAdded;
    private long bytesAdded;
    private @Nullable WriteBuffer active;
    private @Nullable WriteBuffer flushing;

    /** Written under the lock; immutable, and so read without it. */
    private volatile View view = EMPTY;

    BufferPair(BufferSettings settings) {
        this.settings = settings;
    }

    /**
     * What is in RAM at a moment.
     *
     * @param active the buffer being filled
     * @param flushing the buffer being flushed, which the active one follows
     */
    public record View(
            @Nullable WriteBuffer active, @Nullable WriteBuffer flushing) {}

    View view() {
        return view;
    }

    @Nullable
    WriteBuffer active() {
        return active;
    }

    @Nullable
    WriteBuffer flushing() {
        return flushing;
    }

    /** {@return the buffers there are, in the order of their positions} */
    List<WriteBuffer> all() {
        List<WriteBuffer> both = new ArrayList<>(BUFFERS);
        if (flushing != null) {
            both.add(flushing);
        }
        if (active != null) {
            both.add(active);
        }
        return both;
    }

    /** {@return a buffer with room for an item, at the right position; null if there is none now} */
    @Nullable
    WriteBuffer reserve(int size) {
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
        if ((current != null && !seal()) || memories.isEmpty()) {
            return null;
        }
        if (!fitsFile) {
            index++;
            position = 0;
        }
        WriteBuffer fresh = prepare();
        activate(fresh);
        return fresh;
    }

    /** {@return a buffer for what comes next; nothing is taken for it before it is activated} */
    private WriteBuffer prepare() {
        ItemTable table = tables.isEmpty() ? new ItemTable() : tables.element();
        return new WriteBuffer(buffersMade, memories.element(), index, position, table);
    }

    private void activate(WriteBuffer fresh) {
        View shown = new View(fresh, flushing); // first: an error must not lose the memory
        tables.poll();
        memories.remove();
        buffersMade++;
        active = fresh;
        view = shown;
    }

    /** {@return room behind all that is buffered; null if there is none, or if the buffer would have to be flushed then} */
    @Nullable
    Reservation reserveUnseen(int count, long bytes) {
        WriteBuffer current = active;
        int items = current == null ? count : count + current.items().count();
        long size = current == null ? bytes : bytes + current.size();
        if (flushing != null
                || position + bytes > settings.maxFileSize()
                || items >= settings.flushItems()
                || size >= settings.maxBufferSize()
                || (current == null && memories.isEmpty())) {
            return null;
        }
        WriteBuffer buffer = current == null ? prepare() : current;
        buffer.items().reserve(count);
        return new Reservation(buffer, count);
    }

    /** Lets be seen what a reservation has received. */
    void show(Reservation reservation) {
        WriteBuffer buffer = reservation.buffer();
        buffer.showWithoutLocking(reservation);
        position += reservation.bytes();
        if (buffer != active) {
            activate(buffer);
        }
    }

    /** Takes note that an item has been appended to the active buffer. */
    ItemLocation appended(WriteBuffer buffer, int size) {
        ItemLocation location = new ItemLocation(buffer.index(), position, size);
        position += size;
        itemsAdded++;
        bytesAdded += size;
        return location;
    }

    boolean isFull(WriteBuffer buffer) {
        return buffer.items().count() >= settings.flushItems() || buffer.size() >= settings.maxBufferSize();
    }

    /** Hands the active buffer over to the committer; false if that one has one. */
    boolean seal() {
        if (flushing != null) {
            return false;
        }
        show(null, active);
        return true;
    }

    /** Takes the memory of a flushed buffer back. */
    void retire(WriteBuffer flushed) {
        show(active, null);
        memories.add(flushed.memory());
        flushed.items().clear();
        tables.add(flushed.items());
    }

    /** Moves to where the next item goes; nothing is buffered. */
    void moveTo(int nextIndex, long nextPosition) {
        index = nextIndex;
        position = nextPosition;
    }

    /** Takes the memory of a buffer, unless there are two already. */
    void provide(ByteBuffer bytes) {
        if (memories.size() + all().size() < BUFFERS) {
            memories.add(new BufferMemory(bytes, settings.maxBufferSize()));
        }
    }

    /** Forgets everything, the memory too. */
    void release() {
        show(null, null);
        memories.clear();
        tables.clear();
    }

    BufferSlots.Figures figures(int waiting, boolean open) {
        long items = 0;
        long bytes = 0;
        for (WriteBuffer buffer : all()) {
            items += buffer.items().count() - buffer.durableItemsWithoutLocking();
            bytes += buffer.size() - buffer.durableBytes();
        }
        return new BufferSlots.Figures(itemsAdded, bytesAdded, items, bytes, waiting, open ? capacityLeft() : 0);
    }

    private long capacityLeft() {
        long files = settings.maxFiles() - 1L - index;
        return Math.max(0, files * settings.maxFileSize() + Math.max(0, settings.maxFileSize() - position));
    }

    private void show(@Nullable WriteBuffer nowActive, @Nullable WriteBuffer nowFlushing) {
        active = nowActive;
        flushing = nowFlushing;
        view = nowActive == null && nowFlushing == null ? EMPTY : new View(nowActive, nowFlushing);
    }
}
