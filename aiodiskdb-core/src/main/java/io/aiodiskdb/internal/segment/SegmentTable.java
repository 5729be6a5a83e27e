package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.model.Damage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments by index, each loaded when somebody first asks for it. Thread-safe.
 *
 * <p>A segment that this opening has not written to is described by its header and the length of its file; its journal is
 * read when checksums are needed.
 */
final class SegmentTable {

    private static final long ITEM_CACHE_BYTES = 32L << 20;

    private final SegmentFiles files;
    private final ItemBlockCache cache = new ItemBlockCache(ITEM_CACHE_BYTES);
    private final ConcurrentHashMap<Integer, Segment> segments = new ConcurrentHashMap<>();

    /**
     * The highest index that readers may see; files above it belong to a group that is not settled yet. Written by the
     * committer alone.
     */
    private volatile int highest = -1;

    SegmentTable(SegmentFiles files) {
        this.files = files;
    }

    /**
     * Finds a segment.
     *
     * @return the segment, perhaps a dropped one; {@code null} if there has never been one
     * @throws CorruptDataException if its data file has vanished
     */
    @Nullable
    Segment find(int index) throws IOException {
        Segment loaded = segments.get(index);
        if (loaded != null) {
            return loaded;
        }
        return index > highest ? null : Uninterrupted.<@Nullable Segment>call(() -> load(index));
    }

    private @Nullable Segment load(int index) throws IOException {
        Segment.View view;
        try {
            if (files.data().contains(index)) {
                view = loadView(index);
            } else if (files.journals().contains(index)) {
                view = viewOfMissing(index);
            } else {
                return null;
            }
        } catch (CorruptDataException e) {
            Segment raced = segments.get(index);
            if (raced != null) {
                return raced; // the committer has loaded it meanwhile, and dropped it
            }
            throw e;
        }
        return segments.computeIfAbsent(index, number -> create(index, view));
    }

    private Segment create(int index, Segment.View view) {
        return new Segment(index, view, new ItemIndex(files, index, cache));
    }

    private Segment.View loadView(int index) throws IOException {
        try (StorageFile data = files.openDataForReading(index)) {
            long trimOffset = files.trimOffset(data);
            if (trimOffset < 0) {
                throw files.invalid(index, String.valueOf(files.headerFault(data)));
            }
            long end = trimOffset + data.length() - SegmentHeader.BYTES;
            return new Segment.View(trimOffset, end, -1, 0, false);
        } catch (NoSuchFileException e) {
            throw missing(index, 0);
        }
    }

    private Segment.View viewOfMissing(int index) throws IOException {
        JournalState state;
        try {
            state = JournalState.read(files, index, Long.MAX_VALUE);
        } catch (DamageException e) {
            throw new CorruptDataException(e.damage());
        }
        if (!state.dropped() && state.settledEnd() > 0) {
            throw missing(index, state.settledEnd());
        }
        return new Segment.View(0, 0, -1, 0, true);
    }

    private static CorruptDataException missing(int index, long size) {
        return new CorruptDataException(new Damage(
                index, 0, size, "the data file is missing, and its journal does not say that it was dropped"));
    }

    /** Publishes what the committer knows of a segment: a new one, or one whose view changes. */
    void publish(int index, Segment.View view) {
        segments.computeIfAbsent(index, number -> create(index, view)).publish(view);
        if (index > highest) {
            highest = index;
        }
    }

    /** Forgets segments that have been rolled back; nothing was ever in them. */
    void forgetAbove(int newest) {
        highest = newest;
        segments.keySet().removeIf(index -> index > newest);
    }

    /** Lets readers see all files that there are: nothing is going to be appended to them. */
    void publishAll() {
        highest = Math.max(files.data().highest(), files.journals().highest());
    }

    /** {@return the highest index that can be seen; −1 if there is none} */
    int highest() {
        return highest;
    }

    /** {@return the lowest index from the given one that has a data file and can be seen; −1 if there is none} */
    int existingFrom(int index) {
        int found = files.data().higherOrEqual(index);
        return found > highest ? -1 : found;
    }

    /** {@return the lowest number from the given one that has a data file or a journal; one more than the last if none has} */
    int knownFrom(int index, int last) {
        int data = files.data().higherOrEqual(index);
        int journal = files.journals().higherOrEqual(index);
        int known = data < 0 ? journal : journal < 0 ? data : Math.min(data, journal);
        return known < 0 || known > last ? last + 1 : known;
    }

    /** {@return the segment if it has been loaded; {@code null} otherwise} */
    @Nullable
    Segment loaded(int index) {
        return segments.get(index);
    }

    SegmentFiles files() {
        return files;
    }
}
