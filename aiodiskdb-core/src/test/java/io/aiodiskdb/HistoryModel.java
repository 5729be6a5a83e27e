package io.aiodiskdb;

import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a database ought to hold, in the simplest form that is right: the reference of the random histories. */
final class HistoryModel {

    private final List<Index> indexes = new ArrayList<>();
    private final long maxFiles;
    private long maxFileSize;
    private long itemsAdded;
    private long bytesAdded;

    HistoryModel(long maxFiles, long maxFileSize) {
        this.maxFiles = maxFiles;
        this.maxFileSize = maxFileSize;
        indexes.add(new Index());
    }

    /** One data file: logical positions, whatever has been cut off. */
    static final class Index {
        private byte[] bytes = new byte[256];
        private int begin;
        private int end;
        private boolean dropped;
        private final List<Item> items = new ArrayList<>();

        int begin() {
            return begin;
        }

        int end() {
            return end;
        }

        boolean isDropped() {
            return dropped;
        }

        List<Item> items() {
            return items;
        }

        private void append(byte[] data) {
            if (end + data.length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + data.length));
            }
            System.arraycopy(data, 0, bytes, end, data.length);
            items.add(new Item(end, data.length));
            end += data.length;
        }
    }

    /** A whole item. */
    static final class Item {
        private final int start;
        private final int size;
        private boolean durable;

        Item(int start, int size) {
            this.start = start;
            this.size = size;
        }

        int start() {
            return start;
        }

        int size() {
            return size;
        }

        boolean isDurable() {
            return durable;
        }
    }

    void limitFilesTo(long bytes) {
        maxFileSize = bytes;
    }

    int current() {
        return indexes.size() - 1;
    }

    int count() {
        return indexes.size();
    }

    Index index(int number) {
        return indexes.get(number);
    }

    /** {@return whether the index is there} */
    boolean exists(int number) {
        return number >= 0 && number < indexes.size() && !indexes.get(number).dropped;
    }

    private boolean fits(int size) {
        return indexes.get(current()).end + size <= maxFileSize;
    }

    /** {@return where the item goes; nothing if the database is full} */
    @Nullable
    ItemLocation add(byte[] data) {
        if (!fits(data.length)) {
            if (indexes.size() >= maxFiles) {
                return null;
            }
            indexes.add(new Index());
        }
        Index index = indexes.get(current());
        ItemLocation location = new ItemLocation(current(), index.end, data.length);
        index.append(data);
        itemsAdded++;
        bytesAdded += data.length;
        return location;
    }

    /** {@return where the items go; nothing if they do not all fit the database} */
    @Nullable
    List<ItemLocation> commit(List<byte[]> items) {
        int files = indexes.size();
        long end = indexes.get(current()).end;
        for (byte[] item : items) {
            if (end + item.length > maxFileSize) {
                files++;
                end = 0;
            }
            end += item.length;
        }
        if (files > maxFiles) {
            return null;
        }
        List<ItemLocation> locations = new ArrayList<>();
        items.forEach(item -> locations.add(add(item)));
        settle();
        return locations;
    }

    /** {@return the bytes; nothing if they are not all there} */
    byte @Nullable [] read(ItemLocation range) {
        return range.size() > 0 && holds(range) ? copy(range.index(), range.position(), range.end()) : null;
    }

    boolean holds(ItemLocation range) {
        if (!exists(range.index())) {
            return false;
        }
        Index index = indexes.get(range.index());
        return range.position() >= index.begin && range.end() <= index.end;
    }

    byte[] copy(int number, long from, long to) {
        return Arrays.copyOfRange(indexes.get(number).bytes, (int) from, (int) to);
    }

    long rtrim(int number, long position) {
        Index index = indexes.get(number);
        long removed = index.end - position;
        index.end = (int) position;
        index.items.removeIf(item -> item.start + item.size > position);
        return removed;
    }

    long ltrim(int number, long position) {
        Index index = indexes.get(number);
        long removed = position - index.begin;
        index.begin = (int) position;
        index.items.removeIf(item -> item.start < position);
        return removed;
    }

    /** {@return bytes removed; −1 if the next index cannot be opened} */
    long drop(int number) {
        if (number == current()) {
            if (indexes.size() >= maxFiles) {
                return -1;
            }
            indexes.add(new Index());
        }
        Index index = indexes.get(number);
        long removed = (long) index.end - index.begin;
        index.dropped = true;
        index.items.clear();
        return removed;
    }

    /** Everything is on stable storage. */
    void settle() {
        indexes.forEach(index -> index.items.forEach(item -> item.durable = true));
    }

    /** The item, and all before it, are on stable storage. */
    void settle(ItemLocation item) {
        for (int number = 0; number <= item.index(); number++) {
            for (Item each : indexes.get(number).items) {
                each.durable |= number < item.index() || each.start <= item.position();
            }
        }
    }

    boolean isDurable(ItemLocation range) {
        return indexes.get(range.index()).items.stream()
                .filter(item -> item.start < range.end())
                .allMatch(Item::isDurable);
    }

    long files() {
        return indexes.stream().filter(index -> !index.dropped).count();
    }

    long bytes() {
        return indexes.stream()
                .filter(index -> !index.dropped)
                .mapToLong(index -> (long) index.end - index.begin)
                .sum();
    }

    long itemsAdded() {
        return itemsAdded;
    }

    long bytesAdded() {
        return bytesAdded;
    }
}
