package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
        List<StorageFile> touched = new ArrayList<>();
        try {
            copyToOwnJournal(record, record.index(), newest, touched);
            StorageFile data = files.openData(record.index());
            touched.add(data);
            long length = SegmentHeader.BYTES + record.position() - files.trimOffset(data);
            if (data.length() > length) {
                data.truncate(length);
            }
            forcer.force(touched, false);
        } finally {
            closeAll(touched);
        }
    }

    void drop(JournalRecord.Drop record, int newest) throws IOException, DamageException {
        List<StorageFile> touched = new ArrayList<>();
        try {
            copyToOwnJournal(record, record.index(), newest, touched);
            files.deleteData(record.index());
            forcer.force(touched, true);
        } finally {
            closeAll(touched);
        }
    }

    /** The copy bears the same lsn, so that a repetition finds the place of the first one. */
    private void copyToOwnJournal(JournalRecord record, int index, int newest, List<StorageFile> touched)
            throws IOException, DamageException {
        if (index == newest) {
            return;
        }
        JournalState before = JournalState.read(files, index, record.lsn());
        StorageFile own = files.openJournal(index);
        touched.add(own);
        own.truncate(Math.min(before.end(), own.length()));
        new JournalWriter(own, before.end()).append(record);
    }

    private static void closeAll(List<StorageFile> touched) throws IOException {
        IOException failure = null;
        for (StorageFile file : touched) {
            try {
                file.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
