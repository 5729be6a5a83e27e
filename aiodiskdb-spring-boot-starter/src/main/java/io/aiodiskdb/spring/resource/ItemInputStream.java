package io.aiodiskdb.spring.resource;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads a range in chunks, when it is asked to. Not thread-safe. */
final class ItemInputStream extends InputStream {

    /** Large enough that the disk has something to do, small enough to have one for each request. */
    static final int CHUNK = 256 << 10;

    private static final byte[] NOTHING = {};

    private final AioDiskDb database;
    private final ItemLocation location;

    /** Most bytes that are read at a time; the whole range, if it is to be checked. */
    private final int chunkSize;

    /** Whether reading begins at the begin, wherever the caller begins. */
    private final boolean whole;

    /** Offset of the next byte in the range. */
    private long position;

    /** What has been read last. */
    private byte[] chunk = NOTHING;

    /** Offset of that in the range. */
    private long chunkStart;

    private boolean closed;

    ItemInputStream(AioDiskDb database, ItemLocation location, int checkedBytes) {
        int maxReadSize = database.config().maxReadSize();
        this.database = database;
        this.location = location;
        this.whole = location.size() <= Math.min(checkedBytes, maxReadSize);
        this.chunkSize = whole ? (int) location.size() : Math.min(CHUNK, maxReadSize);
    }

    @Override
    public int read() throws IOException {
        if (!fill()) {
            return -1;
        }
        int next = chunk[offset()] & 0xFF;
        position++;
        return next;
    }

    @Override
    public int read(byte[] target, int from, int most) throws IOException {
        Objects.checkFromIndexSize(from, most, target.length);
        requireOpen();
        if (most == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(most, chunk.length - offset());
        System.arraycopy(chunk, offset(), target, from, count);
        position += count;
        return count;
    }

    /** Hands the chunks on as they are, without another copy. */
    @Override
    public long transferTo(OutputStream out) throws IOException {
        Objects.requireNonNull(out, "out");
        long begin = position;
        while (fill()) {
            int count = chunk.length - offset();
            out.write(chunk, offset(), count);
            position += count;
        }
        return position - begin;
    }

    /** Reads nothing. */
    @Override
    public long skip(long count) throws IOException {
        requireOpen();
        long skipped = Math.max(0, Math.min(count, location.size() - position));
        position += skipped;
        return skipped;
    }

    /** {@return the bytes that can be read without the database} */
    @Override
    public int available() throws IOException {
        requireOpen();
        return isFilled() ? chunk.length - offset() : 0;
    }

    @Override
    public void close() {
        closed = true;
        chunk = NOTHING;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream of item " + location + " is closed");
        }
    }

    private int offset() {
        return (int) (position - chunkStart);
    }

    private boolean isFilled() {
        return position >= chunkStart && position < chunkStart + chunk.length;
    }

    /** {@return whether the next byte is in the chunk; if not, this is the end} */
    private boolean fill() throws IOException {
        requireOpen();
        if (isFilled()) {
            return true;
        }
        if (position == location.size()) {
            return false;
        }
        long start = whole ? 0 : position;
        long size = Math.min(chunkSize, location.size() - start);
        chunk = read(database, new ItemLocation(location.index(), location.position() + start, size));
        chunkStart = start;
        return true;
    }

    /** Reads a range as a file would be read. */
    static byte[] read(AioDiskDb database, ItemLocation range) throws IOException {
        return orFail(database, range, () -> database.blocking().read(range));
    }

    /** Asks the database for something, and fails as a file system would if it is not there. */
    static <T> T orFail(AioDiskDb database, ItemLocation range, Supplier<Optional<T>> question) throws IOException {
        try {
            return question.get()
                    .orElseThrow(() -> new NoSuchFileException(
                            range.toString(),
                            null,
                            "not in the database in " + database.config().path() + ", or not any more"));
        } catch (AioDiskDbException e) {
            throw new IOException("cannot read item " + range + ": " + e.getMessage(), e);
        }
    }
}
