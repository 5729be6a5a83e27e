package io.aiodiskdb.internal.engine;

import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.buffer.DurablePart;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.segment.SegmentReads;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Walks through all items that are on stable storage: those of the segments, then those that were written ahead and are still in
 * RAM. Used by one thread at a time; blocks.
 *
 * <p>It looks at the RAM before it looks at the segments for the last time, in the direction in which the items move, so it
 * misses none.
 */
final class SettledItems implements Iterator<StoredItem> {

    private final SegmentReads segments;
    private final BufferSlots slots;
    private Iterator<StoredItem> walk;
    private int index;
    private long position;

    /** What follows the segments; looked for when they seem to be at their end. */
    private final ArrayDeque<StoredItem> ahead = new ArrayDeque<>();

    private boolean lookedAhead;

    SettledItems(SegmentReads segments, BufferSlots slots, ItemLocation from) {
        this.segments = segments;
        this.slots = slots;
        this.index = from.index();
        this.position = from.position();
        this.walk = segments.items(index, position);
    }

    @Override
    public boolean hasNext() {
        if (walk.hasNext()) {
            return true;
        }
        if (!lookedAhead) {
            lookedAhead = true;
            DurablePart part = slots.ahead().durablePart();
            walk = segments.items(index, position);
            if (walk.hasNext()) {
                lookedAhead = false; // something has been committed meanwhile
                return true;
            }
            if (part != null) {
                takeBehind(part);
            }
        }
        return !ahead.isEmpty();
    }

    private void takeBehind(DurablePart part) {
        ItemTable items = part.items();
        long start = part.from();
        for (int item = 0; item < items.count(); item++) {
            boolean isBehind = part.index() > index || (part.index() == index && start >= position);
            if (isBehind) {
                ahead.add(new StoredItem(
                        new ItemLocation(part.index(), start, items.size(item)),
                        Integer.toUnsignedLong(items.checksum(item))));
            }
            start += items.size(item);
        }
    }

    @Override
    public StoredItem next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        StoredItem found = ahead.isEmpty() ? walk.next() : ahead.remove();
        index = found.location().index();
        position = found.location().end();
        return found;
    }
}
