package io.aiodiskdb;

import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares an open database, and the files under it, with what they should hold. */
final class ContentsCheck {

    static final FileNames NAMES = new FileNames("data", 5);

    private final AioDiskDb db;
    private final SimulatedStorage disk;

    ContentsCheck(AioDiskDb db, SimulatedStorage disk) {
        this.db = db;
        this.disk = disk;
    }

    /** {@return the first difference that is found; null if there is none} */
    @Nullable
    String difference(StoreContents wanted) {
        List<ItemLocation> items;
        try (Stream<StoredItem> walk = db.items()) {
            items = walk.map(StoredItem::location).toList();
        }
        int newest = newestDataFile(disk);
        if (newest != wanted.newest()) {
            return "the newest index is " + newest + " instead of " + wanted.newest();
        }
        int end = begin(disk, newest) + dataBytes(disk, newest).length;
        if (end != wanted.end()) {
            return "the newest index ends at " + end + " instead of " + wanted.end();
        }
        if (!items.equals(wanted.items())) {
            return "items " + items + " instead of " + wanted.items();
        }
        for (int index = 0; index <= wanted.newest() + 2; index++) {
            String difference = difference(wanted, index);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private @Nullable String difference(StoreContents wanted, int index) {
        byte[] bytes = wanted.bytes(index);
        int begin = wanted.begin(index);
        if (bytes.length > 0 && !Arrays.equals(read(index, begin, bytes.length).orElse(new byte[0]), bytes)) {
            return "other bytes in index " + index;
        }
        if (read(index, begin + bytes.length, 1).isPresent()) {
            return "bytes behind the end of index " + index;
        }
        if (begin > 0 && read(index, begin - 1, 1).isPresent()) {
            return "bytes before the begin of index " + index;
        }
        return null;
    }

    private Optional<byte[]> read(int index, long position, long size) {
        return db.read(new ItemLocation(index, position, size)).join();
    }

    /** {@return the highest number of a data file; −1 if there is none} */
    static int newestDataFile(SimulatedStorage disk) {
        return disk.names().stream()
                .flatMapToInt(name -> NAMES.dataIndex(name).stream())
                .max()
                .orElse(-1);
    }

    /** {@return the trim offset that a data file's header tells} */
    static int begin(SimulatedStorage disk, int index) {
        return trimOffset(contents(disk, NAMES.data(index)));
    }

    /** {@return the same of a data file's bytes} */
    static int trimOffset(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    }

    /** {@return the bytes of a data file behind its header} */
    static byte[] dataBytes(SimulatedStorage disk, int index) {
        byte[] file = contents(disk, NAMES.data(index));
        return Arrays.copyOfRange(file, SegmentHeader.BYTES, file.length);
    }

    static byte[] contents(SimulatedStorage disk, String name) {
        try {
            return disk.contents(name);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(e);
        }
    }
}
