package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.internal.format.Checkpoint;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what another program, the Python library, has written: whole stores, and bytes that it appended after a clean
 * stop. Confined to the committer.
 *
 * <p>It goes upwards, file by file: the bytes are forced before ADOPT vouches for them, so that it may be cut short and
 * begun again.
 */
final class Adoption {

    private static final Logger log = LoggerFactory.getLogger(Adoption.class);

    /** Ends of an index are unsigned 32-bit numbers. */
    private static final long MOST_END = 0xFFFF_FFFFL;

    private static final int CHECKPOINT_TAIL = 8;

    private static final int MOST_GAPS = 10_000;

    private final SegmentFiles files;
    private final Forcer forcer;
    private final LogSequence sequence;

    private boolean adopted;

    Adoption(SegmentFiles files, Forcer forcer, LogSequence sequence) {
        this.files = files;
        this.forcer = forcer;
        this.sequence = sequence;
    }

    /**
     * Adopts what is there.
     *
     * @param newest the newest segment with a journal; −1 if there is none
     * @param state what its journal says; it ends cleanly, or there is none
     * @return the newest segment now; −1 if the store is empty
     */
    int run(int newest, JournalState state) throws IOException, DamageException {
        requireFewGaps(newest);
        requireReadableHeaders(newest);
        applyCheckpoints();
        for (int index = files.journals().highest();
                index > newest;
                index = files.journals().highest()) {
            files.deleteJournal(index); // torn by a power cut in here
        }
        if (newest >= 0 && !files.data().contains(newest) && state.settledEnd() > 0) {
            throw new DamageException(newest, 0, state.settledEnd(), "the data file is missing");
        }
        int reached = newest;
        for (int index = files.data().higherOrEqual(Math.max(newest, 0)); index >= 0; index = next(index)) {
            if (adopt(index, index == newest ? state.settledEnd() : 0, newest, reached)) {
                reached = index;
            }
        }
        return reached;
    }

    /** {@return whether a journal says more now than it did before} */
    boolean hasAdopted() {
        return adopted;
    }

    private int next(int index) {
        return index == Integer.MAX_VALUE ? -1 : files.data().higherOrEqual(index + 1);
    }

    /** Each gap gets a journal: one stray file with a huge number is not to make millions of them. */
    private void requireFewGaps(int newest) {
        int highest = files.data().highest();
        long gaps = (long) highest - newest - files.data().size();
        if (gaps > MOST_GAPS) {
            throw new InvalidDatabaseStateException(
                    "there is a data file " + files.names().data(highest) + ", but some "
                            + gaps + " of the numbers below it have none; at most " + MOST_GAPS
                            + " may be missing in a store of another program");
        }
    }

    /** A file that is not the library's is found before anything is changed. */
    private void requireReadableHeaders(int newest) throws IOException {
        for (int index = files.data().higherOrEqual(Math.max(newest, 0)); index >= 0; index = next(index)) {
            try (StorageFile data = files.openDataForReading(index)) {
                String fault = files.headerFault(data);
                boolean cutShort = index > newest && next(index) < 0 && files.isUnfinished(data);
                if (fault != null && !cutShort) {
                    throw files.invalid(index, fault);
                }
            }
        }
    }

    // ---- checkpoints

    private void applyCheckpoints() throws IOException {
        Map<Integer, Checkpoint.FileState> sizes = new TreeMap<>();
        for (String name : files.checkpoints()) {
            for (Checkpoint.FileState file : read(name).files()) {
                if (file.index() <= Integer.MAX_VALUE) {
                    sizes.merge((int) file.index(), file, (a, b) -> a.length() <= b.length() ? a : b);
                }
            }
        }
        sizes.keySet().removeIf(index -> !files.data().contains(index));
        for (Map.Entry<Integer, Checkpoint.FileState> entry : sizes.entrySet()) {
            requireFit(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<Integer, Checkpoint.FileState> entry : sizes.entrySet()) {
            rollBack(entry.getKey(), entry.getValue());
        }
        files.deleteCheckpoints();
    }

    private Checkpoint read(String name) throws IOException {
        try (StorageFile file = files.storage().openForReading(name)) {
            if (file.length() > Checkpoint.MAX_BYTES) {
                throw new InvalidDatabaseStateException("checkpoint " + name + " has " + file.length()
                        + " bytes; at most " + Checkpoint.MAX_BYTES + " are expected");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) file.length());
            file.readFully(bytes, 0);
            return Checkpoint.decode(bytes.flip());
        }
    }

    private static boolean isShorter(StorageFile data, Checkpoint.FileState noted) throws IOException {
        return data.length() <= noted.length() || noted.length() < SegmentHeader.BYTES;
    }

    /** All files are looked at before the first one is cut. */
    private void requireFit(int index, Checkpoint.FileState noted) throws IOException {
        try (StorageFile data = files.openDataForReading(index)) {
            String found = isShorter(data, noted) ? noted.lastBytes() : lastBytes(data, noted.length());
            if (!found.equals(noted.lastBytes())) {
                throw new InvalidDatabaseStateException("a checkpoint says that "
                        + files.names().data(index) + " ended in " + noted.lastBytes() + " at length " + noted.length()
                        + ", but it has " + found + " there; remove the checkpoint to keep the file as it is");
            }
        }
    }

    private void rollBack(int index, Checkpoint.FileState noted) throws IOException {
        try (StorageFile data = files.openData(index)) {
            if (isShorter(data, noted)) {
                return;
            }
            long length = data.length();
            log.info("Rolling {} back from {} to {} bytes, as a checkpoint says", data, length, noted.length());
            files.storage()
                    .quarantine(
                            files.names().data(index) + "." + noted.length(),
                            data,
                            noted.length(),
                            length - noted.length());
            data.truncate(noted.length());
            forcer.force(data);
        }
    }

    private static String lastBytes(StorageFile data, long end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(CHECKPOINT_TAIL);
        data.readFully(bytes, end - CHECKPOINT_TAIL);
        return HexFormat.of().formatHex(bytes.array());
    }

    // ---- bytes

    /** An index that the other program dropped: nothing is settled in it, and it has no file. */
    private void noteGaps(int below, int above) throws IOException {
        for (int gap = below + 1; gap < above; gap++) {
            if (!files.journals().contains(gap)) {
                vouch(gap, 0, 0);
            }
        }
    }

    /** {@return whether the index exists from now on} */
    private boolean adopt(int index, long known, int newest, int reached) throws IOException, DamageException {
        try (StorageFile data = files.openData(index)) {
            long trimOffset = files.trimOffset(data);
            if (trimOffset < 0) {
                log.warn("{} was never finished; it is moved to the quarantine", data);
                files.storage().quarantine(files.names().data(index), data, 0, data.length());
                files.deleteData(index);
                forcer.forceDirectory();
                return false;
            }
            long end = trimOffset + data.length() - SegmentHeader.BYTES;
            if (index == newest && end <= known) {
                if (end < known) {
                    throw new DamageException(
                            index,
                            end,
                            known - end,
                            "the data file ends at " + end + ", but " + known + " was settled");
                }
                return true;
            }
            if (index == newest) {
                new HeaderCheck(files).requireBeforeAdoption(index, data, known);
            }
            if (end > MOST_END) {
                throw files.invalid(index, "it ends at " + end + ", behind " + MOST_END);
            }
            if (newest >= 0) {
                // What can be read may be in the page cache alone. A whole foreign store is too large for this.
                long start = Math.max(known, trimOffset);
                Recovery.writeAgain(data, 0, SegmentHeader.BYTES);
                Recovery.writeAgain(data, SegmentHeader.BYTES + start - trimOffset, end - start);
            }
            forcer.force(List.of(data), true);
            noteGaps(reached, index);
            vouch(index, known, end);
            return true;
        }
    }

    private void vouch(int index, long from, long to) throws IOException {
        adopted = true;
        boolean exists = files.journals().contains(index);
        try (StorageFile journal = exists ? files.openJournal(index) : files.createJournal(index);
                JournalWriter writer = new JournalWriter(journal, journal.length())) {
            writer.append(new JournalRecord.Adopt(sequence.nextLsn(), sequence.epoch(), from, to));
            forcer.force(List.of(journal), true);
        }
    }
}
