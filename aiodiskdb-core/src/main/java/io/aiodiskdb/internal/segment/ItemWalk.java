package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the items of a store in commit order, reading journals as it goes. Used by one thread at a time.
 *
 * <p>Weakly consistent: each step sees what is published at that moment.
 */
public final class ItemWalk implements Iterator<StoredItem> {

    private final SegmentTable table;
    private int index;
    private long position;
    private @Nullable Block block;
    private @Nullable StoredItem next;
    private boolean finished;

    ItemWalk(SegmentTable table, int index, long position) {
        this.table = table;
        this.index = index;
        this.position = position;
    }

    /** Decoded items and what they were decoded under. */
    private record Block(ItemBlock items, Segment.View view) {}

    @Override
    public boolean hasNext() {
        if (next == null && !finished) {
            try {
                next = Uninterrupted.<@Nullable StoredItem>call(this::find);
            } catch (IOException e) {
                throw new StorageFailedException("cannot read the journal of index " + index, e);
            }
            finished = next == null;
        }
        return next != null;
    }

    @Override
    public StoredItem next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        StoredItem found = next;
        next = null;
        if (found == null) {
            throw new NoSuchElementException();
        }
        return found;
    }

    private @Nullable StoredItem find() throws IOException {
        while (true) {
            int existing = table.existingFrom(index);
            if (existing < 0) {
                return null;
            }
            if (existing > index) {
                goTo(existing);
            }
            Segment segment = table.find(index);
            StoredItem found = segment == null ? null : findIn(segment);
            if (found != null) {
                position = found.location().end();
                return found;
            }
            if (index == Integer.MAX_VALUE) {
                return null;
            }
            goTo(index + 1);
        }
    }

    private void goTo(int next) {
        index = next;
        position = 0;
        block = null;
    }

    private @Nullable StoredItem findIn(Segment segment) throws IOException {
        Segment.View view = segment.view();
        if (view.dropped()) {
            return null;
        }
        position = Math.max(position, view.begin());
        StoredItem found = firstOf(block, segment, view);
        if (found != null) {
            return found;
        }
        ItemDirectory directory = segment.items().directory(view);
        int count = directory.stretches().size();
        for (int number = directory.stretchAt(position); number < count; number++) {
            block = new Block(segment.items().block(directory.stretches().get(number)), view);
            found = firstOf(block, segment, view);
            if (found != null) {
                return found;
            }
        }
        boolean isBeingCut = segment.isHalfTrimmed() && directory.settledEnd() >= view.end();
        if (!directory.intact() && !isBeingCut) {
            throw new CorruptDataException(new Damage(
                    segment.index(),
                    directory.settledEnd(),
                    Math.max(0, view.end() - directory.settledEnd()),
                    "the journal is missing or has a bad record at offset " + directory.builtTo()));
        }
        return null;
    }

    private @Nullable StoredItem firstOf(@Nullable Block from, Segment segment, Segment.View view) {
        if (from == null || from.view.version() != view.version()) {
            return null;
        }
        int item = from.items.firstFrom(position);
        if (item == from.items.count()) {
            return null;
        }
        long start = from.items.start(item);
        long size = from.items.size(item);
        return start + size > view.end()
                ? null
                : new StoredItem(
                        new ItemLocation(segment.index(), start, size),
                        Integer.toUnsignedLong(from.items.checksum(item)));
    }
}
