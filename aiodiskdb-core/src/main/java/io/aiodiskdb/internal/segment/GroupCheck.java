package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.GroupPart;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a group is on the disk with all its parts: each with its own COMMIT of the same lsn and with items that match
 * their checksums.
 */
final class GroupCheck {

    private static final int CHUNK = 1 << 20;

    private final SegmentFiles files;

    GroupCheck(SegmentFiles files) {
        this.files = files;
    }

    boolean isWhole(JournalRecord.Commit commit) throws IOException, DamageException {
        for (GroupPart part : commit.parts()) {
            JournalRecord.Commit own = recordOf(commit, part.index());
            if (own == null || !files.data().contains(part.index())) {
                return false;
            }
            try (StorageFile data = files.openDataForReading(part.index())) {
                long trimOffset = files.trimOffset(data);
                if (trimOffset < 0
                        || data.length() < SegmentHeader.BYTES + part.to() - trimOffset
                        || !itemsAreWhole(own, data, trimOffset)) {
                    return false;
                }
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    private JournalRecord.@Nullable Commit recordOf(JournalRecord.Commit commit, int index)
            throws IOException, DamageException {
        JournalState state = JournalState.read(files, index, commit.lsn() + 1);
        return state.last() instanceof JournalRecord.Commit own
                        && own.lsn() == commit.lsn()
                        && own.epoch() == commit.epoch()
                ? own
                : null;
    }

    /** Items that begin left of the trim offset were cut by a later ltrim: they had settled, and cannot be checked. */
    private static boolean itemsAreWhole(JournalRecord.Commit commit, StorageFile data, long trimOffset)
            throws IOException {
        ItemTable items = commit.items();
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, items.bytes()));
        long position = commit.from();
        for (int item = 0; item < items.count(); item++) {
            long offset = SegmentHeader.BYTES + position - trimOffset;
            if (position >= trimOffset && checksum(data, offset, items.size(item), chunk) != items.checksum(item)) {
                return false;
            }
            position += items.size(item);
        }
        return true;
    }

    private static int checksum(StorageFile data, long offset, long size, ByteBuffer chunk) throws IOException {
        CRC32C crc = new CRC32C();
        for (long done = 0; done < size; ) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), size - done));
            int read = data.readFully(chunk, offset + done);
            if (read == 0) {
                break; // shorter than expected: the checksum will not match
            }
            crc.update(chunk.flip());
            done += read;
        }
        return (int) crc.getValue();
    }
}
