package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;

/** What must be known of a journal that cannot be read to its end, in order to go on behind it. */
final class DamagedTail {

    /** More journals than a group creates before its first record is forced. */
    private static final int JOURNALS_LOOKED_AT = 2048;

    private DamagedTail() {}

    /** {@return the highest lsn that is found in the newest journals, behind bad records too} */
    static long highestLsn(SegmentFiles files) throws IOException {
        long highest = 0;
        int looked = 0;
        for (int index = files.journals().highest();
                index >= 0 && looked < JOURNALS_LOOKED_AT;
                index = files.journals().lowerOrEqual(index - 1)) {
            highest = Math.max(highest, highestLsn(files, index));
            looked++;
        }
        return highest;
    }

    private static long highestLsn(SegmentFiles files, int index) throws IOException {
        try (StorageFile journal = files.openJournalForReading(index)) {
            long length = journal.length();
            long highest = 0;
            for (long from = 0; from >= 0; ) {
                JournalScanner scanner = new JournalScanner(journal, from, length);
                for (JournalScanner.Entry entry = scanner.next(); entry != null; entry = scanner.next()) {
                    highest = Math.max(highest, entry.record().lsn());
                }
                from = scanner.findLaterRecord();
            }
            return highest;
        }
    }
}
