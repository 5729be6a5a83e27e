package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.internal.format.JournalCodec;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal forward, record by record, up to the last valid one. Confined to one thread.
 *
 * <p>A record is valid if it is whole, its lsn is higher than the one before, and a COMMIT or CLEAN is of the epoch of the
 * last OPEN: what lies behind a rewritten tail must not be taken for new.
 */
final class JournalScanner {

    private static final int CHUNK = 64 << 10;

    /** Records in a bad tail of which the header is whole, yet not the rest: that many are not made by a crash. */
    private static final int MAX_CANDIDATES = 1000;

    private static final byte FIRST_MAGIC = (byte) 0xa1;

    private final StorageFile file;
    private final long limit;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;
    private long at;
    private long lastLsn = -1;
    private long epoch;
    private boolean epochKnown;

    /**
     * Begins to read.
     *
     * @param file the journal
     * @param from offset of a record
     * @param limit offset behind the last byte to look at
     */
    JournalScanner(StorageFile file, long from, long limit) {
        this.file = file;
        this.at = from;
        this.limit = limit;
    }

    /**
     * A record and its place.
     *
     * @param record the record
     * @param at offset of its first byte in the journal
     * @param end offset behind its last byte
     */
    record Entry(JournalRecord record, long at, long end) {}

    /** {@return the next valid record; null if there is none, at the end or before a bad record} */
    @Nullable
    Entry next() throws IOException {
        JournalRecord record = recordAt(at);
        if (record == null || record.lsn() <= lastLsn) {
            return null;
        }
        boolean bound = record instanceof JournalRecord.Commit || record instanceof JournalRecord.Clean;
        if (record instanceof JournalRecord.Open || !epochKnown) {
            epoch = record.epoch();
            epochKnown = true;
        } else if (bound && record.epoch() != epoch) {
            return null;
        }
        long start = at;
        at += JournalCodec.encodedLength(record);
        lastLsn = record.lsn();
        return new Entry(record, start, at);
    }

    /** {@return the offset behind the last record that {@link #next()} gave} */
    long position() {
        return at;
    }

    /**
     * Looks through what follows the last valid record. Only the last record can be in doubt after a crash: a valid one of
     * a higher lsn behind a bad one is damage.
     *
     * @return the offset of such a record; −1 if there is none
     */
    long findLaterRecord() throws IOException {
        int candidates = 0;
        for (long later = at + 1; later + JournalCodec.FRAME_BYTES <= limit; later++) {
            later = nextMagic(later);
            if (later < 0 || !fill(later, JournalCodec.HEADER_BYTES)) {
                return -1;
            }
            JournalCodec.Header header = JournalCodec.decodeHeader(window, (int) (later - windowStart));
            if (header == null || header.lsn() <= lastLsn || later + header.length() > limit) {
                continue;
            }
            candidates++;
            if (candidates > MAX_CANDIDATES || recordAt(later) != null) {
                return later;
            }
        }
        return -1;
    }

    private long nextMagic(long from) throws IOException {
        for (long offset = from; fill(offset, 1); offset = windowStart + window.limit()) {
            for (int index = (int) (offset - windowStart); index < window.limit(); index++) {
                if (window.get(index) == FIRST_MAGIC) {
                    return windowStart + index;
                }
            }
        }
        return -1;
    }

    private @Nullable JournalRecord recordAt(long offset) throws IOException {
        if (!fill(offset, JournalCodec.HEADER_BYTES)) {
            return null;
        }
        JournalCodec.Header header = JournalCodec.decodeHeader(window, (int) (offset - windowStart));
        if (header == null) {
            return null;
        }
        if (!header.isReadable()) {
            throw new InvalidDataFileException("journal " + file + " was written by a newer version: format "
                    + header.version() + " at offset " + offset);
        }
        // The file's length bounds the memory: a length that leads beyond it is not believed.
        if (!fill(offset, header.length())) {
            return null;
        }
        return JournalCodec.decode(window, (int) (offset - windowStart), header);
    }

    /** Gets bytes into the window; false if the file ends before. */
    private boolean fill(long offset, int length) throws IOException {
        if (offset >= windowStart && offset + length <= windowStart + window.limit()) {
            return true;
        }
        if (offset + length > limit) {
            return false;
        }
        int wanted = (int) Math.min(Math.max(CHUNK, length), limit - offset);
        if (window.capacity() < wanted) {
            window = ByteBuffer.allocate(wanted);
        }
        window.clear().limit(wanted);
        int read = file.readFully(window, offset);
        window.position(0).limit(read);
        windowStart = offset;
        return read >= length;
    }
}
