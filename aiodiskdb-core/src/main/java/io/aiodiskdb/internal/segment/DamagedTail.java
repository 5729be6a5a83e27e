package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What must be known of a journal that cannot be read to its end, in order to go on behind it. */
final class DamagedTail {

    /** More journals than a group creates before its first record is forced. */
    private static final int JOURNALS_LOOKED_AT = 2048;

    private DamagedTail() {}

    /** {@return the highest lsn that is found in the newest journals, behind bad records too} */
    static long highestLsn(SegmentFiles files) throws IOException {
        long[] highest = new long[1];
        forEachRecord(files, record -> highest[0] = Math.max(highest[0], record.lsn()));
        return highest[0];
    }

    /**
     * {@return the last record that is no OPEN and that had settled, as far as the newest journals tell, behind bad records too;
     * {@code null} if there is none}
     */
    static @Nullable JournalRecord lastSettled(SegmentFiles files) throws IOException {
        LastChanges changes = new LastChanges();
        forEachRecord(files, changes::take);
        return changes.last instanceof JournalRecord.Commit commit && isTorn(files, commit)
                ? changes.lastButOne
                : changes.last;
    }

    /** The two records with the highest numbers that are no OPEN; one group's records in several journals count as one. */
    private static final class LastChanges {
        private @Nullable JournalRecord last;
        private @Nullable JournalRecord lastButOne;

        void take(JournalRecord record) {
            if (record instanceof JournalRecord.Open) {
                return;
            }
            if (last == null || record.lsn() > last.lsn()) {
                lastButOne = last;
                last = record;
            } else if (record.lsn() < last.lsn() && (lastButOne == null || record.lsn() > lastButOne.lsn())) {
                lastButOne = record;
            }
        }
    }

    /** Where damage is in the way of telling, it is not torn: a crash would have left a journal that can be read. */
    private static boolean isTorn(SegmentFiles files, JournalRecord.Commit last) throws IOException {
        try {
            return !new GroupCheck(files).isWhole(last);
        } catch (DamageException e) {
            return false;
        }
    }

    private static void forEachRecord(SegmentFiles files, Consumer<JournalRecord> visitor) throws IOException {
        int looked = 0;
        for (int index = files.journals().highest();
                index >= 0 && looked < JOURNALS_LOOKED_AT;
                index = files.journals().lowerOrEqual(index - 1)) {
            forEachRecord(files, index, visitor);
            looked++;
        }
    }

    private static void forEachRecord(SegmentFiles files, int index, Consumer<JournalRecord> visitor)
            throws IOException {
        try (StorageFile journal = files.openJournalForReading(index)) {
            long length = journal.length();
            for (long from = 0; from >= 0; ) {
                JournalScanner scanner = new JournalScanner(journal, from, length);
                for (JournalScanner.Entry entry = scanner.next(); entry != null; entry = scanner.next()) {
                    visitor.accept(entry.record());
                }
                from = scanner.findLaterRecord();
            }
        }
    }
}
