package io.aiodiskdb;

import io.aiodiskdb.internal.format.AheadCodec;
import io.aiodiskdb.internal.format.AheadRecord;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.SimulatedStorage;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A write-ahead file that is made by hand. Its records, of one item each, follow each other whatever they say. */
final class AheadImage {

    /** What the engine makes of the small buffers of an {@link InlineStore}. */
    static final int BYTES = 4096;

    private final ByteBuffer file = ByteBuffer.allocate(BYTES);
    private final long lsn;
    private final long epoch;

    private AheadImage(long lsn, long epoch) {
        this.lsn = lsn;
        this.epoch = epoch;
    }

    /** {@return an empty file whose records are to name this base} */
    static AheadImage of(long lsn, long epoch) {
        return new AheadImage(lsn, epoch);
    }

    /** {@return an empty file whose records are to continue a record of a journal} */
    static AheadImage of(JournalRecord base) {
        return of(base.lsn(), base.epoch());
    }

    /** Appends a record. */
    AheadImage add(int number, int index, long from, byte[] item) {
        CRC32C checksum = new CRC32C();
        checksum.update(item);
        ItemTable items = new ItemTable();
        items.add(item.length, (int) checksum.getValue());
        int start = file.position();
        AheadCodec.encode(new AheadRecord(number, lsn, epoch, index, from, items), file);
        file.put(item);
        file.position(start + (int) AheadCodec.stride(1, item.length));
        return this;
    }

    /** Changes a bit of the item of a record that is to be the first. */
    AheadImage spoilFirst() {
        int at = (int) AheadCodec.dataAt(1);
        file.put(at, (byte) (file.get(at) ^ 1));
        return this;
    }

    /** Puts it on stable storage. */
    void placeOn(SimulatedStorage disk) {
        byte[] content = new byte[BYTES];
        file.get(0, content);
        disk.place(FileNames.AHEAD, content);
    }
}
