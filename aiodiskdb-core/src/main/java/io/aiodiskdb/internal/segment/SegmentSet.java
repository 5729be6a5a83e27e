package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.internal.format.GroupPart;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.VerificationReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All segments of a store: the one place that changes them.
 *
 * <h2>The commit protocol</h2>
 *
 * Groups are strictly serial. Each is written (bytes into the data files, then a COMMIT record into each file's journal) and
 * forced in one round, all files side by side; the checksums decide after a crash whether it was whole, so nothing need be
 * ordered inside the round. Only then is it published to readers and acknowledged. A record, of whatever type, is appended
 * only when all before it is on stable storage: only the last one can be in doubt.
 *
 * <p>RTRIM and DROP are recorded in the newest journal, forced, and then done. An ltrim needs no record.
 *
 * <h2>Failures</h2>
 *
 * A method that throws {@link io.aiodiskdb.internal.io.ForceFailedException} has ended the store's writing life: nothing may
 * be appended any more. One that throws another {@link IOException} has acknowledged nothing; {@link #recover()} must have
 * succeeded before the next change. One that throws an exception of {@code io.aiodiskdb.error} has changed nothing.
 *
 * <h2>Threads</h2>
 *
 * Everything here is confined to the committer, but for {@link #read}, {@link #items}, {@link #verify} and the figures, which
 * any thread may call, and which see what has been published.
 */
public final class SegmentSet implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(SegmentSet.class);

    private final SegmentSettings settings;
    private final SegmentFiles files;
    private final Forcer forcer;
    private final LogSequence sequence;
    private final SegmentTable table;
    private final ReadHandles handles;
    private final SegmentReader reader;
    private final SegmentFigures figures;

    /** The newest segment; null when it must be recovered first, or cannot be appended to. */
    private @Nullable OpenSegment newest;

    /** A group that failed, was not acknowledged, and must not come back. */
    private long unwantedLsn = -1;

    /** Written before the set is shared. */
    private @Nullable Damage damage;

    private SegmentSet(SegmentSettings settings, Environment environment, SegmentFiles files) {
        this.settings = settings;
        this.files = files;
        this.forcer =
                new Forcer(environment.storage(), settings.sync(), environment.forceExecutor(), environment.nanoTime());
        this.sequence = new LogSequence(environment.epochs());
        this.table = new SegmentTable(files);
        this.handles = new ReadHandles(files, settings.maxOpenFiles());
        this.reader = new SegmentReader(handles, settings.verifyReads());
        this.figures = new SegmentFigures(files, forcer);
    }

    /**
     * Opens a store: recovers it, adopts what other programs have written, and makes it ready to be appended to. If recovery
     * finds damage, the store can be read only, unless the settings say otherwise; {@link #damage()} tells.
     *
     * @param settings what to open
     * @param environment the disk and the rest of the world
     * @return the open store
     * @throws IOException if the disk does not do it
     */
    public static SegmentSet open(SegmentSettings settings, Environment environment) throws IOException {
        SegmentFiles files = SegmentFiles.list(environment.storage(), settings.names(), settings.genesis());
        SegmentSet set = new SegmentSet(settings, environment, files);
        boolean opened = false;
        try {
            set.openWith(settings);
            opened = true;
            return set;
        } finally {
            if (!opened) {
                set.close();
            }
        }
    }

    private void openWith(SegmentSettings how) throws IOException {
        try {
            if (!how.recover()) {
                requireClean();
            }
            recover(true);
            int index = requireNewest().index();
            figures.begin(index, viewOf(index).size());
        } catch (DamageException e) {
            damage = e.damage();
            log.error("The store is damaged at {}:{}: {}", damage.index(), damage.position(), damage.reason());
            closeNewest();
            table.publishAll();
            figures.begin(table.highest() + 1, 0);
            if (how.appendAfterDamage()) {
                openBehindDamage();
            }
        }
    }

    private void requireClean() throws IOException, DamageException {
        String reason = null;
        if (files.hasTemporaries()) {
            reason = "there is an unfinished data file";
        } else if (!files.checkpoints().isEmpty()) {
            reason = "there is the checkpoint " + files.checkpoints().get(0);
        } else if (files.journals().highest() >= 0) {
            int index = files.journals().highest();
            JournalState state = JournalState.read(files, index, Long.MAX_VALUE);
            if (!state.endsCleanly()) {
                reason = "journal " + files.names().journal(index) + " does not end with a clean stop";
            }
        }
        if (reason != null) {
            throw new InvalidDatabaseStateException(
                    "the store needs a recovery, which the setting recover does not allow: " + reason);
        }
    }

    // ---- recovery

    /**
     * Rolls back what a failed change has left, exactly as an opening would.
     *
     * @throws IOException if the disk does not do it; it may be tried again unless a force failed
     */
    public void recover() throws IOException {
        try {
            recover(false);
        } catch (DamageException e) {
            throw new IOException("cannot roll back: " + e.getMessage(), e);
        }
    }

    private void recover(boolean opening) throws IOException, DamageException {
        closeNewest();
        handles.invalidateAll();
        Recovery recovery = new Recovery(files, forcer, sequence, opening, unwantedLsn);
        JournalState state = recovery.run();
        int index = recovery.newest();
        if (state.last() == null || state.endsCleanly()) {
            index = new Adoption(files, forcer, sequence).run(index, state);
        }
        files.deleteCheckpoints();
        sequence.newEpoch();
        if (index < 0) {
            createFirst();
        } else if (files.data().contains(index)) {
            openNewest(index);
        } else {
            openNext(index); // what the other program dropped is not brought back
        }
        unwantedLsn = -1;
    }

    /** A lone data file would look like the Python library's: the journal is on stable storage before it exists. */
    private void createFirst() throws IOException {
        StorageFile journal = files.createJournal(0);
        JournalWriter writer = new JournalWriter(journal, 0);
        boolean done = false;
        try {
            writer.append(new JournalRecord.Open(sequence.nextLsn(), sequence.epoch()));
            forcer.force(List.of(journal), true);
            StorageFile data = files.createData(0);
            newest = new OpenSegment(0, data, writer, 0);
            done = true;
            forcer.force(List.of(data), true);
        } finally {
            if (!done) {
                writer.close();
            }
        }
        table.publish(0, new Segment.View(0, 0, writer.end(), versionOf(0), false));
    }

    private void openNewest(int index) throws IOException, DamageException {
        JournalState state = JournalState.read(files, index, Long.MAX_VALUE);
        StorageFile data = files.openData(index);
        boolean done = false;
        try {
            long trimOffset = files.trimOffset(data);
            if (trimOffset < 0) {
                throw files.invalid(index, String.valueOf(files.headerFault(data)));
            }
            newest = new OpenSegment(index, data, new JournalWriter(files.openJournal(index), state.end()), trimOffset);
            done = true;
            newest.append(new JournalRecord.Open(sequence.nextLsn(), sequence.epoch()));
            forcer.force(newest.journal().file());
            table.publish(
                    index,
                    new Segment.View(
                            trimOffset,
                            Math.max(trimOffset, state.settledEnd()),
                            newest.journal().end(),
                            versionOf(index),
                            false));
        } finally {
            if (!done) {
                data.close();
            }
        }
    }

    private long versionOf(int index) {
        Segment known = table.loaded(index);
        return known == null ? 0 : known.view().version() + 1;
    }

    private void openBehindDamage() throws IOException {
        int highest = Math.max(files.data().highest(), files.journals().highest());
        log.warn("Appending behind the damage, in index {}", highest + 1);
        sequence.saw(DamagedTail.highestLsn(files));
        sequence.newEpoch();
        openNext(highest);
    }

    private OpenSegment requireNewest() {
        if (newest == null) {
            throw new InvalidDatabaseStateException("the store cannot be written to"
                    + (damage == null
                            ? ""
                            : ": it is damaged at " + damage.index() + ":" + damage.position() + ", "
                                    + damage.reason()));
        }
        return newest;
    }

    private void closeNewest() throws IOException {
        if (newest != null) {
            OpenSegment open = newest;
            newest = null;
            open.close();
        }
    }

    /** {@return what recovery has found to be damaged; {@code null} if nothing} */
    public @Nullable Damage damage() {
        return damage;
    }

    /** {@return whether the store can be appended to, now or after {@link #recover()}} */
    public boolean isUsable() {
        return damage == null || newest != null;
    }

    /** {@return whether the store can be appended to at this moment} */
    public boolean isWritable() {
        return newest != null;
    }

    /** {@return where the next byte goes, if it fits} */
    public Position next() {
        int index = requireNewest().index();
        Segment.View view = viewOf(index);
        return new Position(index, view.end());
    }

    /**
     * A place in the store.
     *
     * @param index number of the data file
     * @param position offset in bytes
     */
    public record Position(int index, long position) {}

    private Segment.View viewOf(int index) {
        Segment segment = table.loaded(index);
        if (segment == null) {
            throw new IllegalStateException("segment " + index + " has not been published");
        }
        return segment.view();
    }

    // ---- appending

    /**
     * Commits a group; when it returns, the group is on stable storage and visible to readers.
     *
     * @param group what to commit
     * @throws IOException see the class comment
     */
    public void commit(CommitGroup group) throws IOException {
        OpenSegment first = requireNewest();
        requireFiles(group.parts().get(group.parts().size() - 1).index());
        long lsn = sequence.nextLsn();
        unwantedLsn = lsn;
        List<OpenSegment> open = new ArrayList<>();
        boolean written = false;
        try {
            write(group, first, lsn, open);
            written = true;
        } finally {
            if (!written) {
                newest = null;
                open.add(first);
                closeAllBut(null, open);
            }
        }
        forceAll(open, first);
        publish(group, open);
        unwantedLsn = -1;
    }

    private void requireFiles(int index) {
        if (index >= settings.maxFiles()) {
            throw new DatabaseFullException("max-files is " + settings.maxFiles() + ", so there is no index " + index);
        }
    }

    private void write(CommitGroup group, OpenSegment first, long lsn, List<OpenSegment> open) throws IOException {
        List<GroupPart> names =
                group.parts().stream().map(CommitGroup.Part::name).toList();
        for (CommitGroup.Part part : group.parts()) {
            OpenSegment segment = part.index() == first.index() ? first : create(part.index());
            open.add(segment);
            segment.write(part.from(), part.data());
        }
        for (int number = 0; number < open.size(); number++) {
            CommitGroup.Part part = group.parts().get(number);
            open.get(number)
                    .append(new JournalRecord.Commit(
                            lsn, sequence.epoch(), part.from(), part.to(), part.items(), names));
        }
    }

    private OpenSegment create(int index) throws IOException {
        StorageFile journal = files.createJournal(index);
        boolean done = false;
        try {
            OpenSegment segment = new OpenSegment(index, files.createData(index), new JournalWriter(journal, 0), 0);
            done = true;
            return segment;
        } finally {
            if (!done) {
                journal.close();
            }
        }
    }

    private void forceAll(List<OpenSegment> open, OpenSegment first) throws IOException {
        List<StorageFile> touched = new ArrayList<>(2 * open.size());
        boolean created = false;
        for (OpenSegment segment : open) {
            touched.add(segment.data());
            touched.add(segment.journal().file());
            created |= segment.index() != first.index();
        }
        forcer.force(touched, created);
    }

    private void publish(CommitGroup group, List<OpenSegment> open) {
        for (int number = 0; number < open.size(); number++) {
            CommitGroup.Part part = group.parts().get(number);
            OpenSegment segment = open.get(number);
            Segment known = table.loaded(part.index());
            Segment.View view =
                    known != null ? known.view() : new Segment.View(segment.trimOffset(), part.from(), 0, 0, false);
            table.publish(
                    part.index(), view.appended(part.to(), segment.journal().end()));
            figures.added(part.items().bytes());
        }
        OpenSegment last = open.get(open.size() - 1);
        OpenSegment before = newest;
        newest = last;
        if (before != null && before != last) {
            open.add(before);
        }
        closeAllBut(last, open);
    }

    /** What was written through them is forced, or not wanted: that a file cannot be closed changes neither. */
    private static void closeAllBut(@Nullable OpenSegment kept, List<OpenSegment> open) {
        Set<OpenSegment> others = new LinkedHashSet<>(open);
        others.remove(kept);
        for (OpenSegment segment : others) {
            try {
                segment.close();
            } catch (IOException e) {
                log.warn("Cannot close the files of index {}", segment.index(), e);
            }
        }
    }

    /** Opens an empty next segment without a group: on stable storage before anything relies on it. */
    private void openNext(int index) throws IOException {
        int next = index + 1;
        requireFiles(next);
        OpenSegment segment = create(next);
        boolean done = false;
        try {
            segment.append(new JournalRecord.Open(sequence.nextLsn(), sequence.epoch()));
            forcer.force(List.of(segment.data(), segment.journal().file()), true);
            done = true;
        } finally {
            if (!done) {
                segment.close();
            }
        }
        closeNewest();
        newest = segment;
        table.publish(next, new Segment.View(0, 0, segment.journal().end(), 0, false));
    }

    // ---- pruning

    /**
     * Cuts off the end of an index.
     *
     * @param index number of the data file
     * @param position its new end
     * @param firstBytes what is cut off must begin with them
     * @return bytes removed
     * @throws IOException see the class comment
     */
    public long rtrim(int index, long position, ByteBuffer firstBytes) throws IOException {
        OpenSegment open = requireNewest();
        Segment segment = require(index);
        Segment.View view = segment.view();
        requireInside(view, index, position);
        requireBytes(segment, view, position, position + firstBytes.remaining(), firstBytes);
        long removed = view.end() - position;
        if (removed == 0) {
            return 0;
        }
        JournalRecord.Rtrim record = new JournalRecord.Rtrim(sequence.nextLsn(), sequence.epoch(), index, position);
        open.append(record);
        forcer.force(open.journal().file());
        boolean current = index == open.index();
        segment.publish(view.trimmedRight(position, current ? open.journal().end() : -1));
        figures.removed(index, removed);
        finish(() -> new StructuralChange(files, forcer).rtrim(record, open.index()));
        if (!current) {
            segment.publish(segment.view().trimmedRight(position, -1)); // its journal tells of the cut only now
        }
        return removed;
    }

    /**
     * Cuts off the begin of an index.
     *
     * @param index number of the data file
     * @param position its new begin
     * @param lastBytes what is cut off must end with them
     * @return bytes removed
     * @throws IOException see the class comment
     */
    public long ltrim(int index, long position, ByteBuffer lastBytes) throws IOException {
        OpenSegment open = requireNewest();
        Segment segment = require(index);
        Segment.View view = segment.view();
        requireInside(view, index, position);
        requireBytes(segment, view, position - lastBytes.remaining(), position, lastBytes);
        long removed = position - view.begin();
        if (removed == 0) {
            return 0;
        }
        new LeftTrim(files, forcer).replace(index, position);
        forcer.forceDirectory();
        segment.publish(view.trimmedLeft(position));
        handles.invalidate(segment, null);
        figures.removed(index, removed);
        if (index == open.index()) {
            finish(() -> {
                newest = new OpenSegment(index, files.openData(index), open.journal(), position);
                open.data().close();
            });
        }
        return removed;
    }

    /**
     * Deletes a data file.
     *
     * @param index its number
     * @return bytes removed
     * @throws IOException see the class comment
     */
    public long drop(int index) throws IOException {
        requireNewest();
        Segment segment = require(index);
        if (index == requireNewest().index()) {
            openNext(index); // without it, a reader of the data files alone would use the number again
        }
        OpenSegment open = requireNewest();
        Segment.View view = segment.view();
        JournalRecord.Drop record = new JournalRecord.Drop(sequence.nextLsn(), sequence.epoch(), index);
        open.append(record);
        forcer.force(open.journal().file());
        segment.publish(view.gone());
        handles.invalidate(segment, null);
        figures.removed(index, view.size());
        finish(() -> new StructuralChange(files, forcer).drop(record, open.index()));
        return view.size();
    }

    /** What is left of a change once it is recorded on stable storage; recovery can do it as well. */
    private interface Rest {
        void run() throws IOException, DamageException;
    }

    private void finish(Rest rest) throws IOException {
        try {
            rest.run();
        } catch (ForceFailedException e) {
            throw e;
        } catch (IOException | DamageException e) {
            log.warn("A change that is recorded could not be finished at once", e);
            recover();
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

    // ---- closing

    /**
     * Notes a clean stop: everything is on stable storage, and another program may append now.
     *
     * @throws IOException see the class comment
     */
    public void markClean() throws IOException {
        OpenSegment open = requireNewest();
        open.append(new JournalRecord.Clean(sequence.nextLsn(), sequence.epoch()));
        forcer.force(open.journal().file());
    }

    @Override
    public void close() throws IOException {
        try {
            closeNewest();
        } finally {
            handles.close();
        }
    }

    // ---- reading

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
     * @return what was found
     */
    public VerificationReport verify(Runnable check) {
        return new Verification(table, damage, check).run();
    }

    /** {@return counts and sizes} */
    public SegmentFigures figures() {
        return figures;
    }
}
