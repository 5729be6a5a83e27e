package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.model.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prunes segments. Confined to the committer.
 *
 * <p>An RTRIM or a DROP is on stable storage as the last record of the newest journal before anything is cut; readers see it
 * from then on, and it has succeeded, for a recovery is going to do the rest. So it has once an ltrim's rename is on stable
 * storage. What can be done of the rest is done at once; if nothing can, the store is let go, and is not writable until a
 * recovery has done it.
 */
final class SegmentTrimmer {

    private static final Logger log = LoggerFactory.getLogger(SegmentTrimmer.class);

    private final SegmentTable table;
    private final SegmentWriter writer;
    private final ReadHandles handles;
    private final Forcer forcer;
    private final SegmentFigures figures;

    /** What an ltrim has found that failed, and that may have replaced the file all the same. */
    private @Nullable Doubtful doubtful;

    /** What an rtrim has cut, while its own journal does not tell of it yet. */
    private @Nullable Segment untold;

    /** Why the last change, which is recorded, has not been finished; null if it has. */
    private @Nullable IOException unfinished;

    SegmentTrimmer(
            SegmentTable table, SegmentWriter writer, ReadHandles handles, Forcer forcer, SegmentFigures figures) {
        this.table = table;
        this.writer = writer;
        this.handles = handles;
        this.forcer = forcer;
        this.figures = figures;
    }

    /** {@return bytes removed} */
    long rtrim(int index, long position, ByteBuffer firstBytes) throws IOException {
        writer.requireNewest();
        Segment segment = require(index);
        Segment.View view = segment.view();
        requireInside(view, index, position);
        requireBytes(segment, view, position, position + firstBytes.remaining(), firstBytes);
        long removed = view.end() - position;
        if (removed == 0) {
            return 0;
        }
        requireCanBeCut(segment, view, position, index == writer.newestIndex());
        JournalRecord.Rtrim record = new JournalRecord.Rtrim(writer.nextLsn(), writer.epoch(), index, position);
        writer.record(record);
        int newest = writer.newestIndex();
        boolean current = index == newest;
        long journalEnd = current ? writer.requireNewest().journal().end() : -1;
        untold = current ? null : segment;
        segment.halfTrimmed(!current); // until publishTold, which a force that fails never lets happen
        segment.publish(view.trimmedRight(position, journalEnd));
        handles.mappings().drain(segment);
        figures.removed(index, removed);
        finish(() -> new StructuralChange(table.files(), forcer).rtrim(record, newest));
        if (unfinished == null) {
            publishTold();
        }
        if (current) {
            writer.followPublished(); // not earlier: what was written there would be cut off as well
        }
        return removed;
    }

    /** {@return bytes removed} */
    long ltrim(int index, long position, ByteBuffer lastBytes) throws IOException {
        writer.requireNewest();
        Segment segment = require(index);
        Segment.View view = segment.view();
        requireInside(view, index, position);
        requireBytes(segment, view, position - lastBytes.remaining(), position, lastBytes);
        long removed = position - view.begin();
        if (removed == 0) {
            return 0;
        }
        try (StorageFile data = openPresent(segment, view, false)) {
            requireHeader(segment, view, data);
        }
        LeftTrim trim = new LeftTrim(table.files(), forcer);
        try {
            trim.replace(index, position);
            forcer.forceDirectory();
        } catch (IOException e) {
            writer.abandon();
            if (trim.mayHaveReplaced()) {
                doubtful = new Doubtful(segment, view.begin());
                publishDoubtful(e);
            }
            throw e;
        }
        segment.publish(view.trimmedLeft(position));
        handles.invalidate(segment, null);
        figures.removed(index, removed);
        if (index == writer.newestIndex()) {
            finish(() -> writer.replaceData(position));
        }
        return removed;
    }

    /** A segment and where it began before. */
    private record Doubtful(Segment segment, long begin) {}

    /** {@return why a change that is recorded has not been finished yet; null if none is left} */
    @Nullable
    IOException unfinished() {
        return unfinished;
    }

    /** Publishes what has become clear by a recovery. */
    void recovered() throws IOException {
        publishDoubtful();
        publishTold();
        unfinished = null;
    }

    /**
     * Publishes what the file's header says if the last ltrim has failed: its rename is the switch, and what fails behind it
     * does not turn it back. A file that is gone, or whose header is none, says nothing, now and later: that is damage, which
     * readers find.
     */
    private void publishDoubtful() throws IOException {
        Doubtful left = doubtful;
        if (left == null) {
            return;
        }
        Segment segment = left.segment();
        try (StorageFile data = table.files().openDataForReading(segment.index())) {
            long begin = table.files().trimOffset(data);
            if (begin > segment.view().begin()) {
                segment.publish(segment.view().trimmedLeft(begin));
                handles.invalidate(segment, null);
            }
            figures.removed(segment.index(), Math.max(0, begin - left.begin()));
        } catch (NoSuchFileException | InvalidDataFileException e) {
            log.warn("Cannot tell where index {} begins", segment.index(), e);
        }
        doubtful = null;
    }

    /**
     * Publishes an rtrim once more when the segment's own journal tells of it: whoever has read the journal before must read it
     * again.
     */
    private void publishTold() {
        Segment segment = untold;
        if (segment != null) {
            Segment.View view = segment.view();
            segment.publish(view.trimmedRight(view.end(), -1));
            segment.halfTrimmed(false);
            untold = null;
        }
    }

    /** At once if it can be, for what follows may be a recovery or nothing. */
    private void publishDoubtful(IOException failure) {
        try {
            publishDoubtful();
        } catch (IOException | AioDiskDbException e) {
            failure.addSuppressed(e);
        }
    }

    /** {@return bytes removed} */
    long drop(int index) throws IOException {
        writer.requireNewest();
        Segment segment = require(index);
        Segment.View view = segment.view();
        JournalState.readWholePart(
                table.files(), index, Long.MAX_VALUE); // what refuses it must do so before the record
        JournalRecord.Drop record = recordDrop(index);
        int newest = writer.newestIndex();
        segment.publish(view.gone());
        handles.invalidate(segment, null);
        figures.removed(index, view.size());
        finish(() -> new StructuralChange(table.files(), forcer).drop(record, newest));
        return view.size();
    }

    private JournalRecord.Drop recordDrop(int index) throws IOException {
        int newestBefore = writer.newestIndex();
        boolean recorded = false;
        try {
            if (index == newestBefore) {
                writer.openNext(index); // without it, a reader of the data files alone would use the number again
            }
            JournalRecord.Drop drop = new JournalRecord.Drop(writer.nextLsn(), writer.epoch(), index);
            writer.record(drop);
            recorded = true;
            return drop;
        } finally {
            if (!recorded) {
                writer.goBackTo(newestBefore);
            }
        }
    }

    /** What is left of a change once it is recorded on stable storage; recovery can do it as well. */
    private interface Rest {
        void run() throws IOException, DamageException;
    }

    /** Nothing but a force, which ends the session, makes a failure of what is recorded: it is going to happen. */
    private void finish(Rest rest) throws ForceFailedException {
        try {
            rest.run();
        } catch (ForceFailedException e) {
            throw e;
        } catch (IOException | DamageException | AioDiskDbException e) {
            log.warn("A change that is recorded could not be finished at once", e);
            handles.invalidateAll();
            recover();
        }
    }

    private void recover() throws ForceFailedException {
        try {
            writer.recover(null);
        } catch (ForceFailedException e) {
            throw e;
        } catch (IOException | DamageException | AioDiskDbException e) {
            unfinished = new IOException("cannot finish what is recorded: " + e.getMessage(), e);
        }
    }

    private Segment require(int index) throws IOException {
        Segment segment = index < 0 ? null : table.find(index);
        if (segment == null || segment.view().dropped()) {
            throw new IndexNotFoundException(
                    "there is no index " + index + (segment == null ? "" : ": it has been dropped"));
        }
        return segment;
    }

    /** What is recorded has to be done: whatever could keep a recovery from doing it is found before. */
    private void requireCanBeCut(Segment segment, Segment.View view, long position, boolean current)
            throws IOException {
        long settledEnd = requireIntactJournal(segment, view);
        int index = segment.index();
        if (position > settledEnd) {
            throw new CorruptDataException(new Damage(
                    index,
                    settledEnd,
                    view.end() - settledEnd,
                    "the data file ends at " + view.end() + ", but " + settledEnd
                            + " was settled, so it can be cut off at " + settledEnd + " or below, but not at "
                            + position));
        }
        try (StorageFile data = openPresent(segment, view, true)) {
            requireHeader(segment, view, data);
            if (!current) { // that of the newest index was looked at by the opening
                new HeaderCheck(table.files()).requireBeforeCut(index, data, position, settledEnd);
            }
        } catch (DamageException e) {
            throw new CorruptDataException(e.damage());
        }
    }

    private StorageFile openPresent(Segment segment, Segment.View view, boolean writing) throws IOException {
        SegmentFiles files = table.files();
        int index = segment.index();
        try {
            return writing ? files.openData(index) : files.openDataForReading(index);
        } catch (NoSuchFileException e) {
            throw new CorruptDataException(new Damage(
                    index,
                    view.begin(),
                    view.size(),
                    "the data file " + files.names().data(index) + " is missing, so nothing is cut off"));
        }
    }

    /** With another offset than the one that readers know, other bytes would be cut off. */
    private void requireHeader(Segment segment, Segment.View view, StorageFile data) throws IOException {
        long trimOffset = table.files().trimOffset(data);
        if (trimOffset != view.begin()) {
            String found = trimOffset < 0
                    ? String.valueOf(table.files().headerFault(data))
                    : "it tells that the index begins at " + trimOffset + ", and not at " + view.begin();
            throw new CorruptDataException(new Damage(
                    segment.index(),
                    view.begin(),
                    view.size(),
                    "the header of " + table.files().names().data(segment.index()) + " is damaged: " + found));
        }
    }

    /**
     * The record of the cut would hide the damage, and bytes of which the checksums are gone would count as unchecked.
     *
     * @return position behind the last byte of which the journal knows
     */
    private static long requireIntactJournal(Segment segment, Segment.View view) throws IOException {
        ItemDirectory directory = segment.items().directory(view);
        if (!directory.intact()) {
            throw new CorruptDataException(new Damage(
                    segment.index(),
                    directory.settledEnd(),
                    Math.max(0, view.end() - directory.settledEnd()),
                    "the journal is missing or has a bad record at offset " + directory.builtTo()
                            + "; what lies behind cannot be told, so nothing is cut off"));
        }
        return directory.settledEnd();
    }

    private static void requireInside(Segment.View view, int index, long position) {
        if (position < view.begin() || position > view.end()) {
            throw new InvalidTrimException("a position to trim index " + index + " at must be " + view.begin() + " to "
                    + view.end() + ", but is " + position);
        }
    }

    private void requireBytes(Segment segment, Segment.View view, long from, long to, ByteBuffer expected)
            throws IOException {
        if (!expected.hasRemaining()) {
            return;
        }
        byte[] found = new byte[expected.remaining()];
        boolean inside = from >= view.begin() && to <= view.end();
        if (!inside || !new SegmentReader(handles, false).read(segment, from, to, found, 0)) {
            throw new InvalidTrimException(
                    "the safety check of " + found.length + " bytes reaches from " + from + " to "
                            + to + ", outside of index " + segment.index() + ", which has " + view.begin() + " to "
                            + view.end());
        }
        int mismatch = expected.mismatch(ByteBuffer.wrap(found));
        if (mismatch >= 0) {
            throw new InvalidTrimException("the safety check of index " + segment.index() + " expects "
                    + HexFormat.of().toHexDigits(expected.get(expected.position() + mismatch)) + " at position "
                    + (from + mismatch) + ", but there is " + HexFormat.of().toHexDigits(found[mismatch]));
        }
    }
}
