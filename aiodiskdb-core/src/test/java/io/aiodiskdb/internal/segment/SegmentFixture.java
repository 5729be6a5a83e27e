package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.io.NioStorage;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Segments on a real directory, not forced. */
final class SegmentFixture {

    static final FileNames NAMES = new FileNames("data", 5);
    static final int GENESIS = 0x0dce8f37;

    private SegmentFixture() {}

    static SegmentSet open(Path directory, int maxOpenFiles) throws IOException {
        return open(new NioStorage(directory), maxOpenFiles, true);
    }

    static SegmentSet open(Storage storage, int maxOpenFiles, boolean verifyReads) throws IOException {
        return open(storage, maxOpenFiles, verifyReads, SyncMode.NEVER);
    }

    /** One that forces what it writes. */
    static SegmentSet openForcing(Storage storage) throws IOException {
        return open(storage, 10, true, SyncMode.FLUSH);
    }

    private static SegmentSet open(Storage storage, int maxOpenFiles, boolean verifyReads, SyncMode sync)
            throws IOException {
        SegmentSettings settings =
                new SegmentSettings(NAMES, GENESIS, 1 << 20, 10_000, maxOpenFiles, verifyReads, true, false, sync);
        return SegmentSet.open(settings, new Environment(storage, Runnable::run, System::nanoTime, () -> 1));
    }

    /** A group in one index. */
    static CommitGroup group(int index, long from, List<byte[]> items) {
        ItemTable table = new ItemTable();
        for (byte[] item : items) {
            CRC32C crc = new CRC32C();
            crc.update(item);
            table.add(item.length, (int) crc.getValue());
        }
        return new CommitGroup(List.of(new CommitGroup.Part(
                index, from, table, items.stream().map(ByteBuffer::wrap).toList())));
    }
}
