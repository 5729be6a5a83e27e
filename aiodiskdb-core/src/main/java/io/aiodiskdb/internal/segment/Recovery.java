package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.GroupPart;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a store into the state that its last settled record describes. Confined to the committer.
 *
 * <h2>What it relies on</h2>
 *
 * A record is appended only when all before it is on stable storage, so only the last record, and its group, can be in
 * doubt. Recovery therefore looks at the tail of the newest journal alone, and costs the same for any amount of data.
 *
 * <h2>What it does</h2>
 *
 * <ul>
 *   <li>A journal without a valid record, or with nothing but OPEN, is an unfinished creation: its data file goes first (alone
 *       it would look like the Python library's), then the journal; the one before it is the newest.
 *   <li>A last COMMIT is kept if every part of its group has its own record and whole items. It is then written again and
 *       forced: bytes that can be read after a failed force may be in the page cache alone. Otherwise the group is cut off
 *       in all its files.
 *   <li>A last RTRIM or DROP is done again.
 * </ul>
 *
 * It may be cut short at any step and begun again. Nothing is cut off without a copy in the quarantine, unless the caller
 * knows the bytes.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private static final int CHUNK = 1 << 20;

    private final SegmentFiles files;
    private final Forcer forcer;
    private final LogSequence sequence;
    private final @Nullable WriteAhead ahead;
    private final boolean quarantine;
    private final long unwantedLsn;
    private final int floor;

    private int newest;

    /**
     * Prepares a recovery.
     *
     * @param ahead the write-ahead file, which proves what was on stable storage; null in a store that has not been closed, and
     *     there what is cut off is not kept either
     * @param unwantedLsn a group that is cut off even if it is whole, because it was never acknowledged and will be written
     *     again; −1 if there is none
     * @param floor the highest index that is damaged, and not looked at; −1 if there is none
     */
    Recovery(
            SegmentFiles files,
            Forcer forcer,
            LogSequence sequence,
            @Nullable WriteAhead ahead,
            long unwantedLsn,
            int floor) {
        this.files = files;
        this.forcer = forcer;
        this.sequence = sequence;
        this.ahead = ahead;
        this.quarantine = ahead != null;
        this.unwantedLsn = unwantedLsn;
        this.floor = floor;
    }

    /** Removes what a failed opening of a segment behind the damage has left. */
    void removeAboveFloor() throws IOException {
        removeAbove(floor);
    }

    /**
     * Recovers all but what another program may have appended.
     *
     * @return what the newest journal says in the end; without a record if the store is new, or not ours
     */
    JournalState run() throws IOException, DamageException {
        files.deleteTemporaries();
        boolean rolledBack = false;
        while (true) {
            JournalState state = withoutUnwanted(findNewest());
            JournalRecord last = state.last();
            if (last == null || state.endsCleanly()) {
                return settled(state);
            }
            requireProven(last, state.settledEnd());
            if (last instanceof JournalRecord.Commit commit && !isWanted(commit)) {
                if (rolledBack) {
                    throw secondBadGroup(commit.from(), commit.to());
                }
                requireUnsettled(commit);
                removeAbove(newest);
                rollBack(commit);
                rolledBack = true;
            } else if (state.onlyOpen()) {
                removeAbove(newest);
                remove(List.of(newest));
            } else {
                removeAbove(newest);
                return settled(state);
            }
        }
    }

    /** {@return the number of the newest segment; −1 if there is none} */
    int newest() {
        return newest;
    }

    /** A change that was not acknowledged is forgotten; a group has other files too, and is rolled back. */
    private JournalState withoutUnwanted(JournalState state) throws IOException, DamageException {
        JournalRecord last = state.last();
        if (last == null || last.lsn() != unwantedLsn || last instanceof JournalRecord.Commit) {
            return state;
        }
        try (StorageFile journal = files.openJournal(newest)) {
            journal.truncate(state.lastAt());
            forcer.force(journal);
        }
        return read(newest, Long.MAX_VALUE);
    }

    private boolean isWanted(JournalRecord.Commit commit) throws IOException, DamageException {
        return commit.lsn() != unwantedLsn && new GroupCheck(files).isWhole(commit);
    }

    /**
     * A record of which the write-ahead file knows had settled before that file was written. Its epoch does not matter: the
     * last record that is left may be of an earlier opening.
     */
    private void requireProven(JournalRecord last, long end) throws IOException, DamageException {
        ChainBase proven = ahead == null ? null : ahead.provenBase();
        if (proven != null && proven.lsn() > last.lsn()) {
            throw new DamageException(
                    newest,
                    end,
                    0,
                    "record " + proven.lsn() + " had settled, for " + FileNames.AHEAD
                            + " continues it, but the journals end with record " + last.lsn());
        }
    }

    private boolean isProven(JournalRecord.Commit commit) throws IOException {
        ChainBase proven = ahead == null ? null : ahead.provenBase();
        return proven != null && proven.lsn() >= commit.lsn();
    }

    private JournalState findNewest() throws IOException, DamageException {
        for (int index = files.journals().highest();
                index > floor;
                index = files.journals().lowerOrEqual(index - 1)) {
            JournalState state = read(index, Long.MAX_VALUE);
            if (state.last() != null) {
                newest = index;
                return state;
            }
        }
        newest = -1;
        return JournalState.read(files, -1, Long.MAX_VALUE);
    }

    private JournalState read(int index, long lsnLimit) throws IOException, DamageException {
        JournalState state = JournalState.read(files, index, lsnLimit);
        if (state.last() != null) {
            sequence.saw(state.last().lsn());
        }
        return state;
    }

    // ---- the last group

    /**
     * Makes sure, before anything is cut, that the last group is the only one in doubt. One that an ltrim has reached into had
     * settled, and so has the one before it: if they are not whole now, it was not a crash.
     */
    private void requireUnsettled(JournalRecord.Commit commit) throws IOException, DamageException {
        if (commit.lsn() == unwantedLsn) {
            return;
        }
        if (isProven(commit)) {
            throw new DamageException(
                    newest,
                    commit.from(),
                    commit.to() - commit.from(),
                    "the last group is not whole, although it had settled before others were written ahead");
        }
        for (GroupPart part : commit.parts()) {
            if (files.data().contains(part.index()) && trimOffsetOf(part.index()) > part.from()) {
                throw new DamageException(
                        part.index(),
                        part.from(),
                        part.to() - part.from(),
                        "the last group is not whole, although it had settled before the ltrim");
            }
            requireSettledHeader(commit, part);
        }
        for (int index = newest; index > floor; index = files.journals().lowerOrEqual(index - 1)) {
            JournalRecord before = read(index, commit.lsn()).last();
            if (before instanceof JournalRecord.Commit group && !new GroupCheck(files).isWhole(group)) {
                throw secondBadGroup(group.from(), group.to());
            }
            if (before != null) {
                return;
            }
        }
    }

    /** The header is older than the group, unless the group has created the file. */
    private void requireSettledHeader(JournalRecord.Commit commit, GroupPart part) throws IOException, DamageException {
        if (quarantine
                && files.data().contains(part.index())
                && !read(part.index(), commit.lsn()).onlyOpen()) {
            try (StorageFile data = files.openDataForReading(part.index())) {
                new HeaderCheck(files).requireBeforeCut(part.index(), data, part.from(), part.to());
            }
        }
    }

    private DamageException secondBadGroup(long from, long to) {
        return new DamageException(newest, from, to - from, "the last group but one is not whole either");
    }

    private long trimOffsetOf(int index) throws IOException {
        try (StorageFile data = files.openDataForReading(index)) {
            return files.trimOffset(data);
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    /** Any order will do: until the last step one part at least is missing, so a next recovery goes on with it. */
    private void rollBack(JournalRecord.Commit commit) throws IOException, DamageException {
        log.info(
                "Rolling back the unfinished group {} in {} data file(s)",
                commit.lsn(),
                commit.parts().size());
        List<Integer> unborn = new ArrayList<>();
        try (TouchedFiles touched = new TouchedFiles()) {
            for (GroupPart part : commit.parts()) {
                JournalState before = read(part.index(), commit.lsn());
                if (before.onlyOpen()) {
                    unborn.add(part.index());
                } else {
                    cutOff(part, before, touched);
                }
            }
            touched.force(forcer, false);
        }
        remove(unborn);
    }

    private void cutOff(GroupPart part, JournalState before, TouchedFiles touched) throws IOException {
        if (files.data().contains(part.index())) {
            StorageFile data = touched.add(files.openData(part.index()));
            cutData(part.index(), data, part.from());
        }
        StorageFile journal = touched.add(files.openJournal(part.index()));
        journal.truncate(Math.min(before.end(), journal.length()));
    }

    private void cutData(int index, StorageFile data, long position) throws IOException {
        long trimOffset = files.trimOffset(data);
        if (trimOffset < 0) {
            return;
        }
        long length = data.length();
        long wanted = SegmentHeader.BYTES + position - trimOffset;
        if (length > wanted) {
            keepCopy(index, data, wanted, length - wanted);
            data.truncate(wanted);
        }
    }

    private void keepCopy(int index, StorageFile data, long offset, long length) throws IOException {
        if (quarantine && length > 0) {
            String name = files.names().data(index) + "." + offset;
            log.warn("Cutting {} bytes off {} at {}; a copy is kept in the quarantine", length, data, offset);
            files.storage().quarantine(name, data, offset, length);
        }
    }

    private void removeAbove(int index) throws IOException {
        List<Integer> above = new ArrayList<>();
        for (int next = files.journals().higherOrEqual(index + 1);
                next >= 0;
                next = following(files.journals(), next)) {
            above.add(next);
        }
        for (int next = files.data().higherOrEqual(index + 1); next >= 0; next = following(files.data(), next)) {
            if (!above.contains(next)) {
                above.add(next);
            }
        }
        remove(above);
    }

    private static int following(IndexSet set, int index) {
        return index == Integer.MAX_VALUE ? -1 : set.higherOrEqual(index + 1);
    }

    private void remove(List<Integer> indices) throws IOException {
        boolean removed = false;
        for (int index : indices) {
            if (files.data().contains(index)) {
                keepAll(index);
                files.deleteData(index);
                removed = true;
            }
        }
        if (removed) {
            forcer.forceDirectory();
        }
        removed = false;
        for (int index : indices) {
            if (files.journals().contains(index)) {
                files.deleteJournal(index);
                removed = true;
            }
        }
        if (removed) {
            forcer.forceDirectory();
        }
    }

    private void keepAll(int index) throws IOException {
        try (StorageFile data = files.openDataForReading(index)) {
            long length = data.length();
            if (length > SegmentHeader.BYTES) {
                keepCopy(index, data, 0, length);
            }
        } catch (NoSuchFileException e) {
            log.debug("Data file {} has gone by itself", files.names().data(index));
        }
    }

    // ---- the last record

    private JournalState settled(JournalState state) throws IOException, DamageException {
        if (state.last() == null) {
            return state;
        }
        settle(state);
        if (state.endsCleanly()) {
            return state;
        }
        if (state.last() instanceof JournalRecord.Rtrim rtrim) {
            rtrimAgain(rtrim);
        } else if (state.last() instanceof JournalRecord.Drop drop) {
            changes().drop(drop, newest);
        }
        cutWhatIsNotSettled(state);
        return state;
    }

    /** That a file is gone is no reason to refuse to read the others. */
    private void rtrimAgain(JournalRecord.Rtrim rtrim) throws IOException, DamageException {
        try {
            prepare(rtrim);
            changes().rtrim(rtrim, newest);
        } catch (NoSuchFileException e) {
            throw new DamageException(
                    rtrim.index(),
                    0,
                    rtrim.position(),
                    "a file of the index is missing, so that it cannot be cut off at " + rtrim.position() + ": "
                            + e.getMessage());
        }
    }

    /** Nobody misses what an rtrim cuts off, unless it is not what had been there. */
    private void prepare(JournalRecord.Rtrim rtrim) throws IOException, DamageException {
        int index = rtrim.index();
        long before = read(index, rtrim.lsn()).settledEnd();
        try (StorageFile data = files.openDataForReading(index)) {
            new HeaderCheck(files).requireBeforeCut(index, data, rtrim.position(), before);
            long start = SegmentHeader.BYTES - files.trimOffset(data);
            long length = data.length();
            if (length != start + before) {
                keepCopy(index, data, start + rtrim.position(), length - start - rtrim.position());
            }
        }
    }

    private StructuralChange changes() {
        return new StructuralChange(files, forcer);
    }

    /** What can be read may be in the page cache alone, so it is written again and forced; then the tail is cut. */
    private void settle(JournalState state) throws IOException, DamageException {
        try (TouchedFiles touched = new TouchedFiles()) {
            if (files.data().contains(newest)) {
                touched.add(files.openData(newest)); // an earlier recovery may have cut it without getting it forced
            }
            StorageFile journal = touched.add(files.openJournal(newest));
            if (state.last() instanceof JournalRecord.Commit commit) {
                for (GroupPart part : commit.parts()) {
                    writeAgain(part, commit, touched);
                }
            } else {
                writeAgain(journal, state);
            }
            if (journal.length() > state.end()) {
                journal.truncate(state.end());
            }
            touched.force(forcer, true);
        }
    }

    private void writeAgain(GroupPart part, JournalRecord.Commit commit, TouchedFiles touched)
            throws IOException, DamageException {
        StorageFile data = touched.add(files.openData(part.index()));
        long trimOffset = files.trimOffset(data);
        long start = Math.max(part.from(), trimOffset);
        writeAgain(data, 0, SegmentHeader.BYTES);
        writeAgain(data, SegmentHeader.BYTES + start - trimOffset, part.to() - start);
        StorageFile journal = touched.add(files.openJournal(part.index()));
        writeAgain(journal, read(part.index(), commit.lsn() + 1));
    }

    private static void writeAgain(StorageFile journal, JournalState state) throws IOException {
        writeAgain(journal, state.lastAt(), state.end() - state.lastAt());
        if (journal.length() > state.end()) {
            journal.truncate(state.end());
        }
    }

    static void writeAgain(StorageFile file, long offset, long length) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, Math.max(length, 0)));
        for (long done = 0; done < length; done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), length - done));
            if (file.readFully(chunk, offset + done) < chunk.limit()) {
                throw new IOException(file + " ends before " + (offset + length));
            }
            file.writeFully(chunk.flip(), offset + done);
        }
    }

    private void cutWhatIsNotSettled(JournalState state) throws IOException, DamageException {
        if (!files.data().contains(newest)) {
            throw new DamageException(newest, 0, state.settledEnd(), "the data file is missing");
        }
        try (StorageFile data = files.openData(newest)) {
            long trimOffset = files.trimOffset(data);
            if (trimOffset < 0) {
                throw files.invalid(newest, String.valueOf(files.headerFault(data)));
            }
            long settledLength = SegmentHeader.BYTES + state.settledEnd() - trimOffset;
            long length = data.length();
            if (length < settledLength) {
                throw new DamageException(
                        newest,
                        state.settledEnd() - (settledLength - length),
                        settledLength - length,
                        "the data file has " + length + " bytes, but " + settledLength + " were settled");
            }
            if (length > settledLength) {
                if (quarantine) { // at an opening; in a running store the header is known to be right
                    new HeaderCheck(files).requireBeforeCut(newest, data, state.settledEnd(), state.settledEnd());
                }
                cutData(newest, data, state.settledEnd());
                forcer.force(data);
            }
        }
    }
}
