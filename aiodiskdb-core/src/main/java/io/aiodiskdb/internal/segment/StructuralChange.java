package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;

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
            copyToOwnJournal(record, record.index(), newest, touched);
            StorageFile data = touched.add(files.openData(record.index()));
            long length = SegmentHeader.BYTES + record.position() - files.trimOffset(data);
            if (data.length() > length) {
                data.truncate(length);
            }
            touched.force(forcer, false);
        }
    }

    void drop(JournalRecord.Drop record, int newest) throws IOException, DamageException {
        try (TouchedFiles touched = new TouchedFiles()) {
            copyToOwnJournal(record, record.index(), newest, touched);
            files.deleteData(record.index());
            touched.force(forcer, true);
        }
    }

    /** The copy bears the same lsn, so that a repetition finds the place of the first one. */
    private void copyToOwnJournal(JournalRecord record, int index, int newest, TouchedFiles touched)
            throws IOException, DamageException {
        if (index == newest) {
            return;
        }
        JournalState before = JournalState.read(files, index, record.lsn());
        requireWhole(index, before, record);
        StorageFile own = touched.add(files.openJournal(index));
        own.truncate(Math.min(before.end(), own.length()));
        new JournalWriter(own, before.end()).append(record);
    }

    /** The copy would hide that records are missing before it, and what they know of the items that are kept. */
    private void requireWhole(int index, JournalState before, JournalRecord record) throws DamageException {
        if (record instanceof JournalRecord.Rtrim rtrim && before.settledEnd() < rtrim.position()) {
            throw new DamageException(
                    index,
                    before.settledEnd(),
                    rtrim.position() - before.settledEnd(),
                    "journal " + files.names().journal(index) + " ends at position " + before.settledEnd()
                            + ", but the index has been cut off at " + rtrim.position());
        }
    }
}
