package io.aiodiskdb.internal.segment;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One index: a data file, its journal, and what of them may be seen.
 *
 * <p>Thread-safe. The committer publishes views; readers take one, read, and look whether it still holds:
 * {@link View#version} changes whenever something is cut off, so that a reader that was overtaken by a cut (and perhaps by
 * new data in its place) begins again. An append changes the end alone and disturbs nobody.
 */
final class Segment {

    private final int index;
    private final AtomicReference<@Nullable ReadHandle> handle = new AtomicReference<>();
    private final AtomicReference<@Nullable MappedFile> mappedFile = new AtomicReference<>();
    private final AtomicInteger readsUnmapped = new AtomicInteger();
    private final ItemIndex items;

    /** Written by the committer alone, once the segment is shared. */
    private volatile View view;

    /** Whether an rtrim is recorded that the journal and the data file may not have, or not wholly. Written by the committer. */
    private volatile boolean halfTrimmed;

    Segment(int index, View view, ItemIndex items) {
        this.index = index;
        this.view = view;
        this.items = items;
    }

    /**
     * What of a segment may be seen.
     *
     * @param begin position of the first byte
     * @param end position behind the last byte on stable storage
     * @param journalEnd offset behind the last record that is on stable storage
     * @param version number of cuts so far
     * @param dropped whether the data file is gone
     */
    record View(long begin, long end, long journalEnd, long version, boolean dropped) {

        View appended(long newEnd, long newJournalEnd) {
            return new View(begin, newEnd, newJournalEnd, version, false);
        }

        View trimmedRight(long newEnd, long newJournalEnd) {
            return new View(begin, newEnd, newJournalEnd, version + 1, false);
        }

        View trimmedLeft(long newBegin) {
            return new View(newBegin, end, journalEnd, version + 1, false);
        }

        View gone() {
            return new View(begin, begin, journalEnd, version + 1, true);
        }

        /** {@return whether the end is that of the file, which may have been longer once} */
        boolean isByFileLength() {
            return journalEnd < 0 && version == 0 && !dropped;
        }

        long size() {
            return end - begin;
        }
    }

    int index() {
        return index;
    }

    View view() {
        return view;
    }

    void publish(View newView) {
        this.view = newView;
    }

    ItemIndex items() {
        return items;
    }

    /** {@return whether the files behind the view's end are neither those before an rtrim nor those after it} */
    boolean isHalfTrimmed() {
        return halfTrimmed;
    }

    /** Sets whether an rtrim that can be seen has not been finished. */
    void halfTrimmed(boolean isHalfTrimmed) {
        halfTrimmed = isHalfTrimmed;
    }

    /**
     * {@return the open file, for this caller to release; {@code null} if it must be opened first}
     *
     * @param handles keeps the clock
     */
    @Nullable
    ReadHandle retainHandle(ReadHandles handles) {
        ReadHandle open = handle.get();
        if (open == null || !open.tryRetain()) {
            return null;
        }
        open.used(handles.openings());
        return open;
    }

    /**
     * Offers a handle to readers, unless there is one or it belongs to a file that an ltrim has replaced. Called under the
     * lock of {@link ReadHandles}, so that it cannot cross a withdrawal.
     */
    boolean offers(ReadHandle candidate) {
        View now = view;
        return !now.dropped() && candidate.trimOffset() == now.begin() && handle.compareAndSet(null, candidate);
    }

    /** No longer offers a handle. */
    void withdraw(ReadHandle candidate) {
        handle.compareAndSet(candidate, null);
    }

    /** {@return the data file in memory, to be entered before it is used; {@code null} if it is not mapped} */
    @Nullable
    MappedFile mappedFile() {
        return mappedFile.get();
    }

    /** Offers a mapping to readers, as {@link #offers(ReadHandle)} does, under the lock of {@link Mappings}. */
    boolean offers(MappedFile candidate) {
        View now = view;
        return !now.dropped() && candidate.trimOffset() == now.begin() && mappedFile.compareAndSet(null, candidate);
    }

    /** No longer offers a mapping. */
    void withdraw(MappedFile candidate) {
        mappedFile.compareAndSet(candidate, null);
    }

    /** {@return how often the file has been read without a mapping, this time included} */
    int countRead() {
        return readsUnmapped.incrementAndGet();
    }

    /** Sets how often the file has been read without a mapping. */
    void setReads(int count) {
        readsUnmapped.set(count);
    }
}
