package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.IndexStats;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * The items of a segment, found through its journal when they are needed. Thread-safe.
 *
 * <p>A journal is read once, to learn which of its stretches holds which positions; the items of a stretch are decoded when
 * one of them is asked for, and kept as long as the cache has room. So neither opening a store nor keeping it open costs
 * memory for what is in it.
 */
final class ItemIndex {

    private final SegmentFiles files;
    private final int index;
    private final ItemBlockCache cache;
    private final ReentrantLock building = new ReentrantLock();

    /** Written under the lock; immutable, and so read without it. */
    private volatile ItemDirectory directory = ItemDirectory.empty(-1);

    ItemIndex(SegmentFiles files, int index, ItemBlockCache cache) {
        this.files = files;
        this.index = index;
        this.cache = cache;
    }

    /** {@return where the journal says the items are, as far as a view goes} */
    ItemDirectory directory(Segment.View view) throws IOException {
        ItemDirectory known = directory;
        return covers(known, view) ? known : extend(view);
    }

    private static boolean covers(ItemDirectory known, Segment.View view) {
        return known.version() == view.version() && (known.builtTo() >= view.journalEnd() || !known.intact());
    }

    private ItemDirectory extend(Segment.View view) throws IOException {
        building.lock();
        try {
            ItemDirectory known = directory;
            if (covers(known, view)) {
                return known;
            }
            ItemDirectory start = known.version() == view.version() ? known : ItemDirectory.empty(view.version());
            ItemDirectory extended = read(start, view);
            directory = extended;
            return extended;
        } finally {
            building.unlock();
        }
    }

    private ItemDirectory read(ItemDirectory start, Segment.View view) throws IOException {
        ItemDirectory.Builder builder = new ItemDirectory.Builder(index, start);
        try (StorageFile journal = files.openJournalForReading(index)) {
            long limit = view.journalEnd() >= 0 ? view.journalEnd() : journal.length();
            JournalScanner scanner = new JournalScanner(journal, start.builtTo(), limit);
            for (JournalScanner.Entry entry = scanner.next(); entry != null; entry = scanner.next()) {
                builder.add(entry);
            }
            return builder.build(scanner.position() == limit);
        } catch (NoSuchFileException e) {
            return builder.build(false);
        }
    }

    /** {@return the number of items that lie wholly in a view; {@link IndexStats#UNKNOWN_ITEMS} if that is not known} */
    long count(Segment.View view) throws IOException {
        ItemDirectory known = directory(view);
        if (known.adopted() || !known.intact()) {
            return IndexStats.UNKNOWN_ITEMS;
        }
        long count = 0;
        for (int number = 0; number < known.stretches().size(); number++) {
            ItemStretch stretch = known.stretches().get(number);
            boolean last = number == known.stretches().size() - 1;
            long most = last
                    ? known.settledEnd()
                    : known.stretches().get(number + 1).start();
            boolean whole = stretch.start() >= view.begin() && stretch.limit() == Long.MAX_VALUE && most <= view.end();
            count += whole ? stretch.items() : countWithin(stretch, view);
        }
        return count;
    }

    private long countWithin(ItemStretch stretch, Segment.View view) throws IOException {
        ItemBlock items = block(stretch);
        int behind = items.firstFrom(view.end());
        if (behind > 0 && items.end(behind - 1) > view.end()) {
            behind--;
        }
        return Math.max(0L, (long) behind - items.firstFrom(view.begin()));
    }

    /** {@return the items of a stretch, in order of position} */
    ItemBlock block(ItemStretch stretch) throws IOException {
        ItemBlock kept = stretch.block();
        if (kept != null) {
            return kept;
        }
        ItemBlock decoded = decode(stretch);
        cache.put(stretch, decoded);
        return decoded;
    }

    private ItemBlock decode(ItemStretch stretch) throws IOException {
        ItemBlock.Builder block = new ItemBlock.Builder();
        try (StorageFile journal = files.openJournalForReading(index)) {
            JournalScanner scanner = new JournalScanner(journal, stretch.journalFrom(), stretch.journalTo());
            boolean whole = true;
            for (JournalScanner.Entry entry = scanner.next(); entry != null; entry = scanner.next()) {
                if (entry.record() instanceof JournalRecord.Commit commit) {
                    whole &= addItems(commit, stretch.limit(), block);
                }
            }
            if (!whole || scanner.position() != stretch.journalTo()) {
                throw new CorruptDataException(new Damage(
                        index,
                        stretch.start(),
                        0,
                        "journal " + files.names().journal(index) + " has a bad record at offset "
                                + scanner.position()));
            }
        }
        return block.build();
    }

    /** {@return whether the items follow those before; the directory has found that they do} */
    private static boolean addItems(JournalRecord.Commit commit, long limit, ItemBlock.Builder block) {
        ItemTable items = commit.items();
        long position = commit.from();
        for (int item = 0; item < items.count() && position + items.size(item) <= limit; item++) {
            if (!block.follows(position)) {
                return false;
            }
            block.add(position, items.size(item), items.checksum(item));
            position += items.size(item);
        }
        return true;
    }

    /**
     * Compares the items that lie wholly in a range with their checksums, if that needs no disk.
     *
     * @param view what the range was read under
     * @param data the bytes of the range
     * @param from position of the first byte
     * @param to position behind the last byte
     * @return how many bytes are right; −1 if an item is damaged, or if {@link #check} has to tell
     */
    long checked(Segment.View view, byte[] data, long from, long to) {
        ItemDirectory known = directory;
        if (!covers(known, view) || to > known.settledEnd()) {
            return -1;
        }
        long right = 0;
        int count = known.stretches().size();
        for (int number = known.stretchAt(from); number < count; number++) {
            ItemStretch stretch = known.stretches().get(number);
            if (stretch.start() >= to) {
                break;
            }
            ItemBlock items = stretch.block();
            if (items == null) {
                return -1;
            }
            for (int item = items.firstFrom(from); item < items.count() && items.end(item) <= to; item++) {
                int size = (int) items.size(item);
                if (checksum(data, (int) (items.start(item) - from), size) != items.checksum(item)) {
                    return -1;
                }
                right += size;
            }
        }
        return right;
    }

    private static int checksum(byte[] data, int offset, int size) {
        CRC32C crc = new CRC32C();
        crc.update(data, offset, size);
        return (int) crc.getValue();
    }

    /**
     * Compares the items that lie wholly in a range with their checksums.
     *
     * @param view what the range was read under
     * @param data the bytes of the range
     * @param offset where they begin in the array
     * @param from position of the first byte
     * @param to position behind the last byte
     * @return whether the journal knows of the range at all
     * @throws CorruptDataException if an item is damaged, or the journal is, so that this cannot be told
     */
    boolean check(Segment.View view, byte[] data, int offset, long from, long to) throws IOException {
        ItemDirectory known = directory(view);
        if (to > known.settledEnd()) {
            if (!known.intact()) {
                throw new CorruptDataException(new Damage(
                        index,
                        from,
                        to - from,
                        "journal " + files.names().journal(index) + " is missing or has a bad record at offset "
                                + known.builtTo() + ": the checksums are not known"));
            }
            return false;
        }
        int count = known.stretches().size();
        for (int number = known.stretchAt(from); number < count; number++) {
            ItemStretch stretch = known.stretches().get(number);
            if (stretch.start() >= to) {
                break;
            }
            checkStretch(block(stretch), data, offset, from, to);
        }
        return true;
    }

    private void checkStretch(ItemBlock items, byte[] data, int offset, long from, long to) {
        for (int item = items.firstFrom(from); item < items.count(); item++) {
            long start = items.start(item);
            long size = items.size(item);
            if (start + size > to) {
                return;
            }
            int actual = checksum(data, offset + (int) (start - from), (int) size);
            if (actual != items.checksum(item)) {
                throw new CorruptDataException(new Damage(index, start, size, mismatch(items.checksum(item), actual)));
            }
        }
    }

    static String mismatch(int expected, int actual) {
        return "expected the CRC-32C " + HexFormat.of().toHexDigits(expected) + ", but the bytes have "
                + HexFormat.of().toHexDigits(actual);
    }
}
