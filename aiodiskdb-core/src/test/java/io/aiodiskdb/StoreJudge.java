package io.aiodiskdb;

import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares an open store with what it ought to hold: by its files, by a walk, and by reads of all that there is. */
final class StoreJudge {

    private static final FileNames NAMES = new FileNames("data", 5);

    private final AioDiskDb db;
    private final SimulatedStorage disk;

    StoreJudge(AioDiskDb db, SimulatedStorage disk) {
        this.db = db;
        this.disk = disk;
    }

    /** {@return null, or the first difference} */
    @Nullable
    String difference(StoreContents wanted) {
        try {
            String end = differenceOfEnd(wanted);
            if (end != null) {
                return end;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<ItemLocation> items;
        try (Stream<StoredItem> walk = db.items()) {
            items = walk.map(StoredItem::location).toList();
        }
        if (!items.equals(wanted.items())) {
            return "items " + items + " instead of " + wanted.items();
        }
        for (int index = 0; index <= wanted.index() + 2; index++) {
            String bytes = differenceOfBytes(index, wanted);
            if (bytes != null) {
                return bytes;
            }
        }
        return null;
    }

    private @Nullable String differenceOfEnd(StoreContents wanted) throws IOException {
        int newest = disk.list().stream()
                .flatMapToInt(name -> NAMES.dataIndex(name).stream())
                .max()
                .orElse(-1);
        if (newest != wanted.index()) {
            return "the newest index is " + newest + " instead of " + wanted.index();
        }
        ByteBuffer file = ByteBuffer.wrap(disk.contents(NAMES.data(newest))).order(ByteOrder.LITTLE_ENDIAN);
        int end = file.getInt(4) + file.capacity() - SegmentHeader.BYTES;
        return end == wanted.end() ? null : "the newest index ends at " + end + " instead of " + wanted.end();
    }

    private @Nullable String differenceOfBytes(int index, StoreContents wanted) {
        byte[] bytes = wanted.bytes(index);
        int begin = wanted.begin(index);
        if (bytes.length > 0 && !Arrays.equals(read(index, begin, bytes.length).orElse(new byte[0]), bytes)) {
            return "other bytes in index " + index;
        }
        if (read(index, begin + bytes.length, 1).isPresent()) {
            return "bytes behind the end of index " + index;
        }
        return begin > 0 && read(index, begin - 1, 1).isPresent() ? "bytes before the begin of index " + index : null;
    }

    private Optional<byte[]> read(int index, long position, long size) {
        return db.read(new ItemLocation(index, position, size)).join();
    }
}
