package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.JournalCodec;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Appends records to a journal. Confined to the committer. */
final class JournalWriter implements Closeable {

    private static final int INITIAL_BUFFER = 16 << 10;

    /** A buffer that grew for a large group is not kept. */
    private static final int LARGEST_KEPT_BUFFER = 1 << 20;

    private final StorageFile file;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(INITIAL_BUFFER);
    private long end;

    JournalWriter(StorageFile file, long end) {
        this.file = file;
        this.end = end;
    }

    StorageFile file() {
        return file;
    }

    /** {@return the offset behind the last record} */
    long end() {
        return end;
    }

    /** Appends a record; not forced. */
    void append(JournalRecord record) throws IOException {
        int length = JournalCodec.encodedLength(record);
        ByteBuffer encoded = length <= buffer.capacity() ? buffer : grow(length);
        encoded.clear();
        JournalCodec.encode(record, encoded);
        file.writeFully(encoded.flip(), end);
        end += length;
    }

    private ByteBuffer grow(int length) {
        ByteBuffer larger = ByteBuffer.allocateDirect(length);
        if (length <= LARGEST_KEPT_BUFFER) {
            buffer = larger;
        }
        return larger;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
