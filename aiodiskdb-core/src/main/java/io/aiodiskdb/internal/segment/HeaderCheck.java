package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Tells whether the trim offset in a data file's header can be right, before bytes are cut off or adopted by it. The header has
 * no checksum of its own, but the items have: under a wrong trim offset none of them is where it should be. Confined to the
 * committer.
 *
 * <p>What cannot be told apart: a wrong trim offset that leaves no whole item, in a file that has a torn tail as well; and one
 * among bytes that are all alike.
 */
final class HeaderCheck {

    private static final long CACHE_BYTES = 1 << 20;
    private static final int CHUNK = 64 << 10;

    /** The last items that are looked at: enough to tell a wrong offset from a rotten item. */
    private static final int MOST_ITEMS = 16;

    private final SegmentFiles files;

    HeaderCheck(SegmentFiles files) {
        this.files = files;
    }

    /**
     * Makes sure of a header by which the end of a file is going to be cut off.
     *
     * @param end where it is going to end: what lies before had settled
     * @param fileEnd where it ends if nothing lies behind what the journal knows
     * @throws DamageException if the header cannot be right
     */
    void requireBeforeCut(int index, StorageFile data, long end, long fileEnd) throws IOException, DamageException {
        long trimOffset = files.trimOffset(data);
        if (trimOffset > end) {
            throw wrong(index, end, "it begins at " + trimOffset + ", but " + end + " was settled");
        }
        requireRight(index, data, trimOffset, end, fileEnd);
    }

    /**
     * Makes sure of a header by which bytes are going to be adopted.
     *
     * @param known where the file ended at the last clean stop
     * @throws DamageException if the header cannot be right
     */
    void requireBeforeAdoption(int index, StorageFile data, long known) throws IOException, DamageException {
        requireRight(index, data, files.trimOffset(data), known, known);
    }

    private void requireRight(int index, StorageFile data, long trimOffset, long end, long fileEnd)
            throws IOException, DamageException {
        if (trimOffset < 0) {
            throw wrong(index, end, String.valueOf(files.headerFault(data)));
        }
        Finding found = look(index, data, trimOffset, end);
        if (found == Finding.ITEMS) {
            return;
        }
        if (found == Finding.NO_ITEM_MATCHES) {
            throw wrong(index, end, "no item is where its trim offset " + trimOffset + " puts it");
        }
        requireNoOther(index, data, trimOffset, end);
        requireNoOther(index, data, trimOffset, fileEnd);
    }

    /** With another trim offset the file would end just where it should, and its items would be there. */
    private void requireNoOther(int index, StorageFile data, long trimOffset, long end)
            throws IOException, DamageException {
        long other = end - (data.length() - SegmentHeader.BYTES);
        if (other >= 0 && other != trimOffset && look(index, data, other, end) == Finding.ITEMS) {
            throw wrong(
                    index,
                    end,
                    "its trim offset is " + trimOffset + ", but the items are where " + other + " would put them");
        }
    }

    private DamageException wrong(int index, long end, String reason) {
        return new DamageException(
                index, 0, end, "the header of " + files.names().data(index) + " is damaged: " + reason);
    }

    private enum Finding {
        ITEMS,
        NO_ITEM_MATCHES,
        NOTHING_TO_COMPARE
    }

    private Finding look(int index, StorageFile data, long trimOffset, long end) throws IOException {
        ItemIndex items = new ItemIndex(files, index, new ItemBlockCache(CACHE_BYTES));
        List<ItemStretch> stretches =
                items.directory(new Segment.View(trimOffset, end, -1, 0, false)).stretches();
        int matches = 0;
        int compared = 0;
        for (int number = stretches.size() - 1; number >= 0 && compared < MOST_ITEMS; number--) {
            ItemBlock block = items.block(stretches.get(number));
            for (int item = block.count() - 1; item >= 0 && compared < MOST_ITEMS; item--) {
                long start = block.start(item);
                if (start >= trimOffset && start + block.size(item) <= end) {
                    compared++;
                    long offset = SegmentHeader.BYTES + start - trimOffset;
                    matches += checksum(data, offset, block.size(item)) == block.checksum(item) ? 1 : 0;
                }
            }
        }
        if (compared == 0) {
            return Finding.NOTHING_TO_COMPARE;
        }
        return 2 * matches > compared ? Finding.ITEMS : Finding.NO_ITEM_MATCHES;
    }

    private static int checksum(StorageFile data, long offset, long size) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, size));
        for (long done = 0; done < size; ) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), size - done));
            int read = data.readFully(chunk, offset + done);
            if (read == 0) {
                break; // the file ends: the checksum will not match
            }
            crc.update(chunk.flip());
            done += read;
        }
        return (int) crc.getValue();
    }
}
