package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.internal.format.GroupPart;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a store, where groups and records are appended. Confined to the committer.
 *
 * <p>Whatever fails in here leaves it without an open segment: nothing is appended before a recovery has put the files in
 * order. What had been appended and not acknowledged is remembered by its lsn, and must not come back.
 */
final class SegmentWriter {

    private static final Logger log = LoggerFactory.getLogger(SegmentWriter.class);

    private final SegmentTable table;
    private final SegmentFiles files;
    private final Forcer forcer;
    private final LogSequence sequence;
    private final SegmentFigures figures;
    private final int maxFiles;

    /** The newest segment; null when a recovery must come first, or the store cannot be appended to. */
    private @Nullable OpenSegment newest;

    private final WriteBehind behind;
    private final Staging staging = new Staging();

    /** Number of the newest segment, also while it is not open. */
    private int newestIndex;

    /** What a chain of the write-ahead file may continue; null if there is no record that would tell it. */
    private @Nullable ChainBase base;

    /** The highest index that is damaged: recovery does not look at it, and appending goes on above. −1 if there is none. */
    private int floor = -1;

    /** A group or a change that failed, was not acknowledged, and must not come back. */
    private long unwantedLsn = -1;

    SegmentWriter(SegmentTable table, Forcer forcer, LogSequence sequence, SegmentFigures figures, int maxFiles) {
        this.table = table;
        this.files = table.files();
        this.forcer = forcer;
        this.behind = new WriteBehind(forcer);
        this.sequence = sequence;
        this.figures = figures;
        this.maxFiles = maxFiles;
    }

    /** {@return what may be written before it is committed} */
    WriteBehind behind() {
        return behind;
    }

    /** {@return whether there is something to append to, now or after a recovery} */
    boolean isUsable() {
        return newest != null || floor >= 0;
    }

    boolean isOpen() {
        return newest != null;
    }

    int newestIndex() {
        return newestIndex;
    }

    OpenSegment requireNewest() {
        if (newest == null) {
            throw new InvalidDatabaseStateException("the store cannot be written to");
        }
        return newest;
    }

    /** {@return what a chain of the write-ahead file may continue; null if nothing, or if a recovery must come first} */
    @Nullable
    ChainBase base() {
        return newest == null ? null : base;
    }

    Segment.View viewOfNewest() {
        Segment segment = table.loaded(newestIndex);
        if (segment == null) {
            throw new IllegalStateException("segment " + newestIndex + " has not been published");
        }
        return segment.view();
    }

    long nextLsn() {
        return sequence.nextLsn();
    }

    long epoch() {
        return sequence.epoch();
    }

    // ---- opening

    /**
     * Recovers the files and opens the newest segment.
     *
     * @param ahead the write-ahead file at an opening; null in a store that has not been closed
     * @return what is to be committed before anything else, because it was written ahead; {@code null} if nothing is
     */
    @Nullable
    CommitGroup recover(@Nullable WriteAhead ahead) throws IOException, DamageException {
        abandon();
        behind.requireForced();
        boolean done = false;
        try {
            CommitGroup waiting =
                    openRecovered(new Recovery(files, forcer, sequence, ahead, unwantedLsn, floor), ahead);
            table.forgetAbove(newestIndex);
            unwantedLsn = -1;
            done = true;
            return waiting;
        } finally {
            if (!done) {
                abandon();
            }
        }
    }

    private @Nullable CommitGroup openRecovered(Recovery recovery, @Nullable WriteAhead ahead)
            throws IOException, DamageException {
        boolean hadJournals = files.journals().highest() >= 0;
        JournalState state = recovery.run();
        int index = recovery.newest();
        if (floor >= 0) {
            openRecoveredAboveFloor(recovery, state, index);
            return null;
        }
        if (state.last() == null && ahead != null) {
            // It belongs to a store that somebody has deleted; where there are journals, though none counts, who knows.
            ahead.remove(hadJournals);
        }
        if (state.last() == null || state.endsCleanly()) {
            Adoption adoption = new Adoption(files, forcer, sequence);
            index = adoption.run(index, state);
            if (adoption.hasAdopted()) {
                state = JournalState.read(files, index, Long.MAX_VALUE);
            }
        }
        files.deleteCheckpoints();
        sequence.newEpoch();
        if (index < 0) {
            createFirst();
        } else if (files.data().contains(index)) {
            return openNewest(index, state, ahead);
        } else {
            openNext(index); // what the other program dropped is not brought back
        }
        return null;
    }

    private void openRecoveredAboveFloor(Recovery recovery, JournalState state, int index)
            throws IOException, DamageException {
        sequence.newEpoch();
        if (state.last() == null) {
            recovery.removeAboveFloor();
            openNext(floor);
        } else {
            openNewest(index, state, null);
        }
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
            newest = new OpenSegment(0, data, writer, 0, staging);
            done = true;
            forcer.force(List.of(data), true);
        } finally {
            if (!done) {
                closeUnfinished(journal);
            }
        }
        newestIndex = 0;
        base = null;
        table.publish(0, new Segment.View(0, 0, writer.end(), versionOf(0), false));
        behind.follow(newest, 0);
    }

    /** That it cannot be closed must not hide that a force has failed. */
    private static void closeUnfinished(StorageFile journal) {
        try {
            journal.close();
        } catch (IOException e) {
            log.warn("Cannot close {}", journal, e);
        }
    }

    private @Nullable CommitGroup openNewest(int index, JournalState state, @Nullable WriteAhead ahead)
            throws IOException, DamageException {
        StorageFile data = files.openData(index);
        boolean done = false;
        try {
            long trimOffset = files.trimOffset(data);
            if (trimOffset < 0) {
                throw files.invalid(index, String.valueOf(files.headerFault(data)));
            }
            long end = Math.max(trimOffset, state.settledEnd());
            base = state.change() == null ? null : ChainBase.of(state.change());
            CommitGroup waiting = // before OPEN: what is damaged is left as it is
                    ahead == null || base == null || state.endsCleanly() ? null : ahead.find(base, index, end);
            newest = new OpenSegment(
                    index, data, new JournalWriter(files.openJournal(index), state.end()), trimOffset, staging);
            done = true;
            newest.append(new JournalRecord.Open(sequence.nextLsn(), sequence.epoch()));
            forcer.force(newest.journal().file());
            newestIndex = index;
            table.publish(
                    index, new Segment.View(trimOffset, end, newest.journal().end(), versionOf(index), false));
            followPublished();
            return waiting;
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

    /**
     * Opens a new segment behind files that cannot be trusted, and gives up what was written ahead of them. As long as nothing
     * but OPEN is in the new journal, a next opening removes it and finds the damage once more, so the write-ahead file goes
     * last: if there is no room, or no number, it stays where it is.
     */
    void openBehindDamage(WriteAhead ahead) throws IOException {
        int highest = Math.max(files.data().highest(), files.journals().highest());
        log.warn("Appending behind the damage, in index {}", highest + 1);
        sequence.saw(DamagedTail.highestLsn(files));
        ChainBase proven = ahead.provenBase();
        if (proven != null) {
            sequence.saw(proven.lsn()); // or the new journal would seem to have lost the record with this number
        }
        sequence.newEpoch();
        floor = highest;
        openNext(highest);
        ahead.remove(true);
    }

    // ---- appending

    /** Commits a group; when it returns, the group is on stable storage and visible to readers. */
    void commit(CommitGroup group) throws IOException {
        int last = group.parts().get(group.parts().size() - 1).index();
        if (last > requireNewest().index()) {
            requireFiles(last);
        }
        commitAcknowledged(group);
    }

    /** The same for what was acknowledged at an earlier opening: whether there may be such an index was decided then. */
    void commitAcknowledged(CommitGroup group) throws IOException {
        OpenSegment first = requireNewest();
        long written = behind.commit(group.buffer(), group.parts().get(0).from());
        long lsn = sequence.nextLsn();
        unwantedLsn = lsn;
        List<OpenSegment> open = new ArrayList<>();
        boolean settled = false;
        try {
            write(group, written, first, lsn, open);
            forceAll(open, first);
            base = new ChainBase(lsn, sequence.epoch());
            settled = true;
        } finally {
            if (!settled) {
                closeAllBut(first, open);
                abandon();
            }
        }
        publish(group, open);
        unwantedLsn = -1;
    }

    private void requireFiles(int index) {
        if (index >= maxFiles) {
            throw new DatabaseFullException("max-files is " + maxFiles + ", so there is no index " + index);
        }
    }

    private void write(CommitGroup group, long written, OpenSegment first, long lsn, List<OpenSegment> open)
            throws IOException {
        List<GroupPart> names =
                group.parts().stream().map(CommitGroup.Part::name).toList();
        long from = written;
        for (CommitGroup.Part part : group.parts()) {
            OpenSegment segment = part.index() == first.index() ? first : create(part.index());
            open.add(segment);
            segment.write(from, part.dataFrom(from));
            from = 0; // the other parts begin files
        }
        CommitGroup.Part last = group.parts().get(group.parts().size() - 1);
        if (last.index() == first.index() && forcer.forces()) {
            behind.followWhileForced(first, last.to());
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
            OpenSegment segment =
                    new OpenSegment(index, files.createData(index), new JournalWriter(journal, 0), 0, staging);
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
        behind.requireForced();
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
        newestIndex = last.index();
        behind.follow(last, viewOfNewest().end());
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
    void openNext(int index) throws IOException {
        int next = index + 1;
        requireFiles(next);
        try {
            createNext(next);
        } catch (IOException e) {
            abandon();
            throw e;
        }
    }

    private void createNext(int next) throws IOException {
        OpenSegment segment = create(next);
        boolean done = false;
        try {
            segment.append(new JournalRecord.Open(sequence.nextLsn(), sequence.epoch()));
            forcer.force(List.of(segment.data(), segment.journal().file()), true);
            done = true;
        } finally {
            if (!done) {
                closeAllBut(null, List.of(segment)); // that it cannot be closed must not hide that a force has failed
            }
        }
        abandon();
        newest = segment;
        newestIndex = next;
        base = null;
        table.publish(next, new Segment.View(0, 0, segment.journal().end(), 0, false));
        behind.follow(segment, 0);
    }

    /** Puts the record of a change on stable storage. If that fails, the change must not come back. */
    void record(JournalRecord change) throws IOException {
        OpenSegment open = requireNewest();
        behind.requireForced();
        unwantedLsn = change.lsn();
        try {
            open.append(change);
            forcer.force(open.journal().file());
            base = ChainBase.of(change);
        } catch (IOException e) {
            abandon();
            throw e;
        }
        unwantedLsn = -1;
    }

    /** Something has failed: a recovery must come first. */
    void abandon() {
        OpenSegment open = newest;
        newest = null;
        behind.stop();
        if (open != null) {
            closeAllBut(null, List.of(open));
        }
    }

    /** Takes back that a next segment has been opened: the change that needed it has not been recorded. */
    void goBackTo(int index) {
        newestIndex = index;
    }

    /**
     * Lets buffers be written behind that follow what has been published, no matter what is left of it. But if the begin has
     * been cut off, only items behind the cut prove that the header is right, and without one recovery would have to take
     * bytes that were written behind for those that had been there: then there must be another commit first.
     */
    void followPublished() {
        if (newest != null && newest.trimOffset() == 0) {
            behind.follow(newest, viewOfNewest().end());
        } else {
            behind.stop();
        }
    }

    /** Uses another data file for the newest segment: an ltrim has replaced it. */
    void replaceData(long trimOffset) throws IOException {
        OpenSegment before = requireNewest();
        newest = new OpenSegment(before.index(), files.openData(before.index()), before.journal(), trimOffset, staging);
        followPublished();
        before.data().close();
    }
}
