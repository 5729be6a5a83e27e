package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * Does what an RTRIM or a DROP says, once its record in the newest journal is on stable storage. Idempotent: recovery does
 * the last one again. Confined to the committer.
 */
final class StructuralChange {

    private final SegmentFiles files;
    private final Forcer forcer;

    StructuralChange(SegmentFiles files, Forcer forcer) {
        this.files = files;
        this.forcer = forcer;
    }

    void rtrim(JournalRecord.Rtrim record, int newest) throws IOException, DamageException {
        try (TouchedFiles touched = new TouchedFiles()) {
            copyToOwnJournal(record, newest, touched);
            StorageFile data = touched.add(files.openData(record.index()));
            long length = SegmentHeader.BYTES + record.position() - requireTrimOffset(record, data);
            if (data.length() > length) {
                data.truncate(length);
            }
            touched.force(forcer, false);
        }
    }

    private long requireTrimOffset(JournalRecord.Rtrim record, StorageFile data) throws IOException, DamageException {
        long trimOffset = files.trimOffset(data);
        if (trimOffset < 0 || trimOffset > record.position()) {
            String fault = trimOffset < 0
                    ? String.valueOf(files.headerFault(data))
                    : "it begins at " + trimOffset + ", but the index has been cut off at " + record.position();
            throw new DamageException(
                    record.index(), 0, record.position(), files.names().data(record.index()) + ": " + fault);
        }
        return trimOffset;
    }

    /** What is wrong with the index is no obstacle: a drop is how to get rid of it. */
    void drop(JournalRecord.Drop record, int newest) throws IOException {
        try (TouchedFiles touched = new TouchedFiles()) {
            copyToOwnJournal(record, newest, touched);
            files.deleteData(record.index());
            touched.force(forcer, true);
        }
    }

    /** The copy bears the same lsn, so that a repetition finds the place of the first one. */
    private void copyToOwnJournal(JournalRecord.Rtrim record, int newest, TouchedFiles touched)
            throws IOException, DamageException {
        int index = record.index();
        if (index == newest) {
            return;
        }
        JournalState before = JournalState.read(files, index, record.lsn());
        requireWhole(index, before, record);
        append(record, before, touched.add(files.openJournal(index)));
    }

    /**
     * Follows the records that are whole, and takes the place of what follows a bad one: nobody needs to know more of the index
     * than that it is gone. A journal that is missing is created.
     */
    private void copyToOwnJournal(JournalRecord.Drop record, int newest, TouchedFiles touched) throws IOException {
        int index = record.index();
        if (index != newest) {
            JournalState before = JournalState.readWholePart(files, index, record.lsn());
            append(record, before, touched.add(openOrCreateJournal(index)));
        }
    }

    private StorageFile openOrCreateJournal(int index) throws IOException {
        try {
            return files.openJournal(index);
        } catch (NoSuchFileException e) {
            return files.createJournal(index);
        }
    }

    private static void append(JournalRecord record, JournalState before, StorageFile own) throws IOException {
        own.truncate(Math.min(before.end(), own.length()));
        new JournalWriter(own, before.end()).append(record);
    }

    /** The copy would hide that records are missing before it, and what they know of the items that are kept. */
    private void requireWhole(int index, JournalState before, JournalRecord.Rtrim rtrim) throws DamageException {
        if (before.settledEnd() < rtrim.position()) {
            throw new DamageException(
                    index,
                    before.settledEnd(),
                    rtrim.position() - before.settledEnd(),
                    "journal " + files.names().journal(index) + " ends at position " + before.settledEnd()
                            + ", but the index has been cut off at " + rtrim.position());
        }
    }
}
