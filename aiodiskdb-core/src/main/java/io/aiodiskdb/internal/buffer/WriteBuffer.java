package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.format.SegmentHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Items of one index that follow each other without a gap, in RAM.
 *
 * <p>It grows under the lock of {@link BufferSlots}; once it is sealed it belongs to the committer. Reading takes no lock.
 */
public final class WriteBuffer {

    private final BufferMemory memory;
    private final ByteBuffer bytes;
    private final long generation;
    private final long number;
    private final int index;
    private final long from;

    /** Guarded by the lock of {@link BufferSlots} until the buffer is sealed; confined to the committer then. */
    private final ItemTable items;

    /** Guarded by the lock of {@link BufferSlots}. */
    private final List<Waiter> waiters = new ArrayList<>();

    /** The items that are on stable storage already. Guarded by the lock of {@link BufferSlots} until the buffer is sealed. */
    private int durableItems;

    /** The bytes of those items. Written as they are. */
    private volatile int durableBytes;

    /** Bytes that readers may see: set after they have been written. */
    private final AtomicInteger published = new AtomicInteger();

    WriteBuffer(long number, BufferMemory memory, int index, long from, ItemTable items) {
        this.number = number;
        this.memory = memory;
        this.generation = memory.recycle();
        this.bytes = memory.bytesWithoutLocking(SegmentHeader.BYTES + from);
        this.index = index;
        this.from = from;
        this.items = items;
    }

    /** {@return its number among the buffers; later ones have higher ones} */
    public long number() {
        return number;
    }

    /** {@return number of the data file} */
    public int index() {
        return index;
    }

    /** {@return position of the first byte} */
    public long from() {
        return from;
    }

    /** {@return position behind the last byte that can be read} */
    public long to() {
        return from + size();
    }

    /** {@return number of bytes that can be read} */
    public int size() {
        return published.getAcquire();
    }

    /** {@return position behind the last byte that is on stable storage already, although it stays in the buffer} */
    public long durableTo() {
        return from + durableBytes;
    }

    /** {@return how many items are not on stable storage yet; to be used once the buffer is sealed} */
    public int notDurableItems() {
        return items.count() - durableItems;
    }

    int durableBytes() {
        return durableBytes;
    }

    int durableItemsWithoutLocking() {
        return durableItems;
    }

    /** The first items are on stable storage. */
    void durableWithoutLocking(int itemsBefore, int bytesBefore) {
        durableItems = itemsBefore;
        durableBytes = bytesBefore;
    }

    /** {@return those who have waited for no more than what is on stable storage} */
    List<DurabilityWaiter> waitersForDurableWithoutLocking() {
        return waiters.stream()
                .filter(waiter -> waiter.end <= durableBytes)
                .map(Waiter::who)
                .toList();
    }

    /** Those have been told, or will be. */
    void forgetWaitersForDurableWithoutLocking() {
        waiters.removeIf(waiter -> waiter.end <= durableBytes);
    }

    /** {@return the items; to be used once the buffer is sealed} */
    public ItemTable items() {
        return items;
    }

    /** {@return all the bytes, to be written to a file; to be used once the buffer is sealed} */
    public ByteBuffer bytes() {
        return bytes.slice(0, size());
    }

    /**
     * {@return some of the bytes; worthless once the buffer has been committed}
     *
     * @param at of the first one
     * @param length how many
     */
    public ByteBuffer bytes(int at, int length) {
        return bytes.slice(at, length);
    }

    BufferMemory memory() {
        return memory;
    }

    /** {@return all that is there for bytes, also what lies behind those that can be read} */
    ByteBuffer memoryWithoutLocking() {
        return bytes;
    }

    /** Lets items be seen whose bytes are there already; they, and all before them, are on stable storage. */
    void showWithoutLocking(Reservation reservation) {
        items.addAll(reservation.items());
        int size = published.getPlain() + reservation.bytes();
        durableWithoutLocking(items.count(), size);
        published.setRelease(size);
    }

    boolean hasRoomWithoutLocking(long size) {
        return size() + size <= memory.capacity();
    }

    /** Appends an item; the caller holds the lock and has made sure of the room. */
    void appendWithoutLocking(byte[] data) {
        int at = published.getPlain();
        bytes.put(at, data);
        appended(at, data.length);
    }

    /** Appends an item; the caller holds the lock and has made sure of the room. */
    void appendWithoutLocking(ByteBuffer data) {
        int at = published.getPlain();
        int size = data.remaining();
        bytes.put(at, data, data.position(), size);
        appended(at, size);
    }

    /**
     * The checksum is that of the copy: a caller that changes the item during the call gets what it deserves, but does not
     * make the group look torn.
     */
    private void appended(int at, int size) {
        items.add(size, memory.checksumWithoutLocking(at, size));
        published.setRelease(at + size);
    }

    /**
     * Copies a range that lies in this buffer.
     *
     * @param position of the first byte
     * @param target receives the bytes
     * @param offset where in it
     * @param length how many
     * @return whether the copy is right; if not, the buffer has been persisted and its memory used again
     */
    public boolean read(long position, byte[] target, int offset, int length) {
        bytes.get((int) (position - from), target, offset, length);
        return memory.isStill(generation);
    }

    /**
     * Somebody who waits.
     *
     * @param who is told
     * @param end how many bytes of the buffer must be on stable storage
     */
    private record Waiter(DurabilityWaiter who, int end) {}

    /** Lets somebody wait for all that is in the buffer now. */
    void addWaiterWithoutLocking(DurabilityWaiter waiter) {
        waiters.add(new Waiter(waiter, size()));
    }

    /** Lets somebody wait for what lies before a position. */
    void addWaiterWithoutLocking(DurabilityWaiter waiter, long position) {
        waiters.add(new Waiter(waiter, (int) (position - from)));
    }

    List<DurabilityWaiter> takeWaitersWithoutLocking() {
        return take(waiter -> true);
    }

    /** Removes the waiters that have waited for too long. */
    List<DurabilityWaiter> takeOverdueWithoutLocking(long nowNanos) {
        return take(waiter -> waiter.who.deadlineNanos() - nowNanos <= 0);
    }

    private List<DurabilityWaiter> take(Predicate<Waiter> which) {
        List<DurabilityWaiter> taken = new ArrayList<>();
        waiters.removeIf(waiter -> {
            boolean takes = which.test(waiter);
            if (takes) {
                taken.add(waiter.who);
            }
            return takes;
        });
        return taken;
    }
}
