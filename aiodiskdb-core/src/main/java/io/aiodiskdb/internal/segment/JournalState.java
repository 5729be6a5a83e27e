package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says up to one of its records.
 *
 * @param last the last record; {@code null} if there is none
 * @param lastAt offset of that record in the journal
 * @param end offset behind it
 * @param settledEnd position behind the last byte of the index
 * @param dropped whether the index has been dropped
 * @param onlyOpen whether there is nothing but OPEN records
 * @param change the last record that is not an OPEN; {@code null} if there is none
 */
record JournalState(
        @Nullable JournalRecord last,
        long lastAt,
        long end,
        long settledEnd,
        boolean dropped,
        boolean onlyOpen,
        @Nullable JournalRecord change) {

    private static final JournalState NOTHING = new JournalState(null, 0, 0, 0, false, true, null);

    /**
     * Reads a journal.
     *
     * @param lsnLimit only records below it are looked at
     * @throws DamageException if a valid record follows a bad one
     */
    static JournalState read(SegmentFiles files, int index, long lsnLimit) throws IOException, DamageException {
        if (!files.journals().contains(index)) {
            return NOTHING;
        }
        try (StorageFile journal = files.openJournalForReading(index)) {
            JournalScanner scanner = new JournalScanner(journal, 0, journal.length());
            JournalState state = upTo(lsnLimit, index, scanner);
            long later = scanner.position() > state.end ? -1 : scanner.findLaterRecord();
            if (later >= 0) {
                throw new DamageException(
                        index,
                        state.settledEnd,
                        0,
                        "journal " + files.names().journal(index) + " has a bad record at offset " + state.end
                                + " before a valid one at offset " + later);
            }
            return state;
        } catch (NoSuchFileException e) {
            return NOTHING;
        }
    }

    /**
     * Reads a journal up to its first bad record, whatever follows: for an index of which nothing is to be kept.
     *
     * @param lsnLimit only records below it are looked at
     */
    static JournalState readWholePart(SegmentFiles files, int index, long lsnLimit) throws IOException {
        try (StorageFile journal = files.openJournalForReading(index)) {
            return upTo(lsnLimit, index, new JournalScanner(journal, 0, journal.length()));
        } catch (NoSuchFileException e) {
            return NOTHING;
        }
    }

    /** The scanner is left behind the state's end if a record was beyond the limit. */
    private static JournalState upTo(long lsnLimit, int index, JournalScanner scanner) throws IOException {
        JournalState state = NOTHING;
        for (JournalScanner.Entry entry = scanner.next(); entry != null; entry = scanner.next()) {
            if (entry.record().lsn() >= lsnLimit) {
                return state;
            }
            state = state.with(index, entry);
        }
        return state;
    }

    private JournalState with(int index, JournalScanner.Entry entry) {
        JournalRecord record = entry.record();
        long newEnd = settledEnd;
        boolean newDropped = dropped;
        if (record instanceof JournalRecord.Commit commit) {
            newEnd = commit.to();
        } else if (record instanceof JournalRecord.Adopt adopt) {
            newEnd = adopt.to();
        } else if (record instanceof JournalRecord.Rtrim rtrim && rtrim.index() == index) {
            newEnd = rtrim.position();
        } else if (record instanceof JournalRecord.Drop drop && drop.index() == index) {
            newDropped = true;
        }
        boolean isOpen = record instanceof JournalRecord.Open;
        return new JournalState(
                record, entry.at(), entry.end(), newEnd, newDropped, onlyOpen && isOpen, isOpen ? change : record);
    }

    /** {@return whether a clean stop, or an adoption, is the last that is known} */
    boolean endsCleanly() {
        return last instanceof JournalRecord.Clean || last instanceof JournalRecord.Adopt;
    }
}
