package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.internal.format.ItemTable;
import java.nio.ByteBuffer;

/**
 * Room behind what is buffered, for items that nobody may see before they are on stable storage. Confined to the committer; adds
 * wait while there is one, so that nothing comes behind it. If it is not used, nothing has changed.
 */
public final class Reservation {

    private final WriteBuffer buffer;
    private final ByteBuffer memory;
    private final int start;
    private final ItemTable items;
    private int end;

    /** Reserves room; the caller holds the lock and has made sure that it is there. */
    Reservation(WriteBuffer buffer, int count) {
        this.buffer = buffer;
        this.memory = buffer.memoryWithoutLocking();
        this.start = buffer.size();
        this.end = start;
        this.items = new ItemTable(count);
    }

    /** {@return position of the first byte} */
    public long from() {
        return buffer.from() + start;
    }

    /** {@return number of the data file} */
    public int index() {
        return buffer.index();
    }

    /**
     * Puts the next item there.
     *
     * @param item its bytes
     * @param checksum their CRC-32C
     */
    public void put(byte[] item, int checksum) {
        memory.put(end, item);
        items.add(item.length, checksum);
        end += item.length;
    }

    /** {@return what is to be put on stable storage: the items here, and all before them that are not yet} */
    public AheadPart part() {
        int durable = buffer.durableItemsWithoutLocking();
        ItemTable all = buffer.items().copyOf(durable, buffer.items().count());
        all.addAll(items);
        int first = buffer.durableBytes();
        return new AheadPart(
                buffer,
                buffer.from() + first,
                all,
                memory.slice(first, end - first),
                buffer.items().count() + items.count(),
                end);
    }

    /** {@return how many items there are} */
    public int count() {
        return items.count();
    }

    WriteBuffer buffer() {
        return buffer;
    }

    int bytes() {
        return end - start;
    }

    ItemTable items() {
        return items;
    }
}
