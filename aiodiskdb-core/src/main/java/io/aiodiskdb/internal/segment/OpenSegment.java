package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.internal.io.WriteSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two files of a segment, open for appending. Confined to the committer.
 *
 * <p>Readers have descriptors of their own, so that an interrupted reader cannot close these.
 */
final class OpenSegment implements Closeable {

    /** Heap buffers are copied into direct ones of this size at most: the JDK would pin as much as the largest of them. */
    private static final int STAGING_BYTES = 1 << 20;

    private final int index;
    private final StorageFile data;
    private final JournalWriter journal;
    private final long trimOffset;

    OpenSegment(int index, StorageFile data, JournalWriter journal, long trimOffset) {
        this.index = index;
        this.data = data;
        this.journal = journal;
        this.trimOffset = trimOffset;
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
        ByteBuffer staging = null;
        for (ByteBuffer buffer : bytes) {
            ByteBuffer source = buffer.duplicate();
            if (source.isDirect()) {
                offset = drain(staging, offset);
                int length = source.remaining();
                data.writeFully(source, offset);
                offset += length;
                continue;
            }
            if (staging == null) {
                staging = staging((int) Math.min(STAGING_BYTES, total(bytes)), offset);
            }
            while (source.hasRemaining()) {
                if (!staging.hasRemaining()) {
                    offset = drain(staging, offset);
                }
                int length = Math.min(source.remaining(), staging.remaining());
                staging.put(source.slice(source.position(), length));
                source.position(source.position() + length);
            }
        }
        drain(staging, offset);
    }

    private static ByteBuffer staging(int capacity, long offset) {
        return WriteSource.at(ByteBuffer.allocateDirect(capacity + WriteSource.SLACK), capacity, offset);
    }

    private static long total(List<ByteBuffer> bytes) {
        return bytes.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    private long drain(@Nullable ByteBuffer staging, long offset) throws IOException {
        if (staging == null || staging.position() == 0) {
            return offset;
        }
        int length = staging.position();
        data.writeFully(staging.flip(), offset);
        staging.clear();
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
