package io.aiodiskdb.internal.segment;

import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of the segments that have been published. Thread-safe, and knows nothing of what is in RAM or in the write-ahead
 * file alone.
 */
public final class SegmentReads {

    private final SegmentTable table;
    private final SegmentReader reader;
    private final MappedReader mappedReader;
    private final SegmentFigures figures;
    private final Supplier<Verification.Known> known;

    /**
     * Makes the way in for readers.
     *
     * @param known what the opening has found to be damaged
     */
    SegmentReads(
            SegmentTable table,
            SegmentReader reader,
            MappedReader mappedReader,
            SegmentFigures figures,
            Supplier<Verification.Known> known) {
        this.table = table;
        this.reader = reader;
        this.mappedReader = mappedReader;
        this.figures = figures;
        this.known = known;
    }

    /**
     * Reads a range on the calling thread.
     *
     * @param index number of the data file
     * @param from position of the first byte
     * @param to position behind the last byte
     * @param target receives the bytes
     * @param offset where in it
     * @return whether the range is wholly there
     * @throws IOException if the disk does not do it
     */
    public boolean read(int index, long from, long to, byte[] target, int offset) throws IOException {
        Segment segment = table.find(index);
        return segment != null && reader.read(segment, from, to, target, offset);
    }

    /**
     * Reads a range out of a mapped file, on the calling thread, without a lock.
     *
     * @param index number of the data file
     * @param from position of the first byte
     * @param to position behind the last byte
     * @param residentOnly whether to leave it if the disk would have to be waited for
     * @return its bytes; {@code null} if that is not possible now, or if it is not all there, or damaged: {@link #read} knows
     */
    public byte @Nullable [] readMapped(int index, long from, long to, boolean residentOnly) {
        Segment segment = table.loaded(index);
        return segment == null ? null : mappedReader.read(segment, from, to, residentOnly);
    }

    /**
     * Tells whether a range is wholly there, without reading it.
     *
     * @param index number of the data file
     * @param from position of the first byte
     * @param to position behind the last byte
     * @return whether it is on stable storage
     * @throws IOException if the disk does not do it
     */
    public boolean contains(int index, long from, long to) throws IOException {
        Segment segment = table.find(index);
        if (segment == null) {
            return false;
        }
        Segment.View view = segment.view();
        return !view.dropped() && from >= view.begin() && to <= view.end();
    }

    /**
     * Tells whether the begin of an index has been cut off up to behind a position. Does not block; knows of the indices
     * that this opening has written to.
     *
     * @param index number of the data file
     * @param position a position in it
     * @return whether it is known to be cut off
     */
    public boolean isCutOff(int index, long position) {
        Segment segment = table.loaded(index);
        return segment != null && position < segment.view().begin();
    }

    /**
     * Tells whether a range that is not there has been committed once, so that reading it finds the damage.
     *
     * @param index number of the data file
     * @param from position of the first byte
     * @param to position behind the last byte
     * @return whether the journal knows of it, although the data file does not have it
     * @throws IOException if the disk does not do it
     */
    public boolean claims(int index, long from, long to) throws IOException {
        Segment segment = table.find(index);
        if (segment == null) {
            return false;
        }
        Segment.View view = segment.view();
        return view.isByFileLength()
                && from >= view.begin()
                && to > view.end()
                && to
                        <= Uninterrupted.call(() -> segment.items().directory(view))
                                .settledEnd();
    }

    /**
     * Walks through the items.
     *
     * @param index where to begin
     * @param position where in it
     * @return the items, read lazily on the calling thread; confined to one thread at a time
     */
    public ItemWalk items(int index, long position) {
        return new ItemWalk(table, index, position);
    }

    /**
     * Reads and checks everything on the calling thread.
     *
     * @param check called now and then; an exception that it throws ends the verification
     * @param prunings changes with every pruning; odd while one goes on
     * @param progress told now and then how far it has got
     * @return what was found
     */
    public VerificationReport verify(Runnable check, LongSupplier prunings, Consumer<VerificationProgress> progress) {
        return new Verification(table, known.get(), check, prunings, new Progress(figures, progress)).run();
    }

    /**
     * Lists the indices that there are, on the calling thread.
     *
     * @param check called now and then; an exception that it throws ends the listing
     * @return what is on stable storage of each, in ascending order
     * @throws IOException if the disk does not do it
     */
    public List<IndexStats> indices(Runnable check) throws IOException {
        return new IndexSurvey(table, check).run();
    }
}
