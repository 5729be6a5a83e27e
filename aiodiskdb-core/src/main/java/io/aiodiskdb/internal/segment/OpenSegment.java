package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two files of a segment, open for appending. Confined to the committer, but for what {@link WriteBehind} does under its lock.
 *
 * <p>Readers have descriptors of their own, so that an interrupted reader cannot close these.
 */
final class OpenSegment implements Closeable {

    private final int index;
    private final StorageFile data;
    private final JournalWriter journal;
    private final long trimOffset;
    private final Staging staging;

    OpenSegment(int index, StorageFile data, JournalWriter journal, long trimOffset, Staging staging) {
        this.index = index;
        this.data = data;
        this.journal = journal;
        this.trimOffset = trimOffset;
        this.staging = staging;
    }

    int index() {
        return index;
    }

    StorageFile data() {
        return data;
    }

    JournalWriter journal() {
        return journal;
    }

    long trimOffset() {
        return trimOffset;
    }

    /** Appends a record; not forced. */
    void append(JournalRecord record) throws IOException {
        journal.append(record);
    }

    /** Writes bytes at a position; not forced. */
    void write(long position, List<ByteBuffer> bytes) throws IOException {
        long offset = SegmentHeader.BYTES + position - trimOffset;
        ByteBuffer staged = null;
        for (ByteBuffer buffer : bytes) {
            ByteBuffer source = buffer.duplicate();
            if (source.isDirect()) {
                offset = drain(staged, offset);
                int length = source.remaining();
                data.writeFully(source, offset);
                offset += length;
                continue;
            }
            if (staged == null) {
                staged = staging.before(offset);
            }
            while (source.hasRemaining()) {
                if (!staged.hasRemaining()) {
                    offset = drain(staged, offset);
                }
                int length = Math.min(source.remaining(), staged.remaining());
                staged.put(source.slice(source.position(), length));
                source.position(source.position() + length);
            }
        }
        drain(staged, offset);
    }

    private long drain(@Nullable ByteBuffer staged, long offset) throws IOException {
        if (staged == null || staged.position() == 0) {
            return offset;
        }
        int length = staged.position();
        data.writeFully(staged.flip(), offset);
        staged.clear();
        return offset + length;
    }

    @Override
    public void close() throws IOException {
        try {
            data.close();
        } finally {
            journal.close();
        }
    }
}
