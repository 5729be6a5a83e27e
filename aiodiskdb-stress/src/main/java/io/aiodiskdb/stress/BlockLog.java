package io.aiodiskdb.stress;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A log of all that was written to a disk, as QEMU's driver {@code blklogwrites} makes it.
 *
 * <p>The format is that of Linux' {@code dm-log-writes} (Documentation/admin-guide/device-mapper/log-writes.rst), all
 * numbers little-endian. The superblock: magic (8 bytes), version (8), number of entries (8), bytes of a sector (4). From the
 * next sector on, the entries: first sector (8), number of sectors (8), flags (8), bytes of further data (8), padded to a
 * sector, then what was written.
 */
final class BlockLog implements Closeable {

    private static final long MAGIC = 0x6a736677736872L;
    private static final int VERSION = 1;
    private static final int SUPERBLOCK_BYTES = 28;
    private static final int ENTRY_BYTES = 32;
    private static final int FLUSH = 1;
    private static final int DISCARD = 4;

    private final FileChannel channel;
    private final int sectorBytes;
    private final List<Entry> entries;

    /**
     * A write or a flush, or both: the flush comes first, as for the disk.
     *
     * @param offset where on the disk, in bytes
     * @param length bytes written
     * @param flush whether everything before has been forced out
     * @param dataAt where the bytes are in the log
     */
    record Entry(long offset, long length, boolean flush, long dataAt) {}

    private BlockLog(FileChannel channel, int sectorBytes, List<Entry> entries) {
        this.channel = channel;
        this.sectorBytes = sectorBytes;
        this.entries = List.copyOf(entries);
    }

    static BlockLog open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        ByteBuffer head = read(channel, 0, SUPERBLOCK_BYTES);
        long magic = head.getLong();
        long version = head.getLong();
        long count = head.getLong();
        int sectorBytes = head.getInt();
        if (magic != MAGIC || version != VERSION || Integer.bitCount(sectorBytes) != 1 || sectorBytes < 512) {
            channel.close();
            throw new IOException(path + " is no log of writes: magic " + Long.toHexString(magic) + ", version "
                    + version + ", sectors of " + sectorBytes + " bytes");
        }
        List<Entry> entries = new ArrayList<>();
        long at = sectorBytes;
        for (long i = 0; i < count; i++) {
            ByteBuffer entry = read(channel, at, ENTRY_BYTES);
            long offset = entry.getLong() * sectorBytes;
            long length = entry.getLong() * sectorBytes;
            long flags = entry.getLong();
            at += sectorBytes;
            // What a discarded range reads as is open: leaving its bytes as they were is one of the possibilities.
            boolean data = (flags & DISCARD) == 0;
            entries.add(new Entry(offset, data ? length : 0, (flags & FLUSH) != 0, at));
            at += data ? length : 0;
        }
        return new BlockLog(channel, sectorBytes, entries);
    }

    int sectorBytes() {
        return sectorBytes;
    }

    List<Entry> entries() {
        return entries;
    }

    /** {@return a part of what an entry has written} */
    ByteBuffer data(Entry entry, long from, int length) throws IOException {
        return read(channel, entry.dataAt() + from, length);
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("a log of writes ends in the middle of an entry, at " + position);
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
