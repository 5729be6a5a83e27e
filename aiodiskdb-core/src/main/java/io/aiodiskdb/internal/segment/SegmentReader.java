package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.model.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;

/**
 * Reads ranges of segments on the calling thread. Thread-safe.
 *
 * <p>An interrupt of a thread in file I/O closes the channel that it uses, for everybody. Such a channel serves reading
 * alone here; whoever finds it closed opens another one and begins again, the interrupted thread included: its flag is
 * taken away for the time of the read and given back.
 */
final class SegmentReader {

    /** The JDK keeps a direct buffer of the size of the largest read into a heap array, for each thread. */
    private static final int SLICE = 128 << 10;

    /** A file that is shorter than published may have been replaced at this moment; not twice. */
    private static final int SHORT_READS_BELIEVED = 2;

    private final ReadHandles handles;
    private final Mappings mappings;
    private final boolean verify;

    SegmentReader(ReadHandles handles, boolean verify) {
        this.handles = handles;
        this.mappings = handles.mappings();
        this.verify = verify;
    }

    /**
     * Reads a range.
     *
     * @return whether it is wholly there; if not, the array may have been written to
     * @throws CorruptDataException if it is damaged
     */
    boolean read(Segment segment, long from, long to, byte[] target, int offset) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            int shortReads = 0;
            while (true) {
                Segment.View view = segment.view();
                try {
                    Outcome outcome = attempt(segment, view, from, to, target, offset);
                    if (segment.view().version() != view.version()) {
                        continue; // something was cut off meanwhile, and other bytes may lie there now
                    }
                    if (outcome != Outcome.SHORT) {
                        return outcome == Outcome.WHOLE;
                    }
                    shortReads++;
                    if (shortReads == SHORT_READS_BELIEVED) {
                        throw shorter(segment, from, to);
                    }
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                } catch (CorruptDataException e) {
                    if (segment.view().version() == view.version()) {
                        throw e;
                    }
                } catch (NoSuchFileException e) {
                    if (segment.view().version() == view.version()) {
                        throw new CorruptDataException(
                                new Damage(segment.index(), from, to - from, "a file is missing: " + e.getFile()));
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private enum Outcome {
        WHOLE,
        ABSENT,
        SHORT
    }

    private Outcome attempt(Segment segment, Segment.View view, long from, long to, byte[] target, int offset)
            throws IOException {
        if (view.dropped() || from < view.begin()) {
            return Outcome.ABSENT;
        }
        if (to > view.end()) {
            return beyondTheEnd(segment, view, to);
        }
        ReadHandle handle = segment.retainHandle(handles);
        if (handle == null) {
            handle = handles.open(segment);
        }
        boolean usable = false;
        try {
            if (from < handle.trimOffset()) {
                usable = true;
                return Outcome.ABSENT; // an ltrim is just being published
            }
            usable = readSlices(handle, from, to, target, offset);
            if (usable) {
                mappings.wasRead(segment, handle);
            }
        } finally {
            if (!usable) {
                handles.invalidate(segment, handle);
            }
            handles.release(handle);
        }
        if (!usable) {
            return Outcome.SHORT;
        }
        return !verify || segment.items().check(view, target, offset, from, to) ? Outcome.WHOLE : Outcome.ABSENT;
    }

    private static boolean readSlices(ReadHandle handle, long from, long to, byte[] target, int offset)
            throws IOException {
        StorageFile file = handle.file();
        long at = SegmentHeader.BYTES + from - handle.trimOffset();
        int size = (int) (to - from);
        for (int done = 0; done < size; ) {
            int length = Math.min(SLICE, size - done);
            int read = file.readFully(ByteBuffer.wrap(target, offset + done, length), at + done);
            if (read < length) {
                return false;
            }
            done += length;
        }
        return true;
    }

    /** A segment that was loaded by the length of its file may have been longer once. */
    private static Outcome beyondTheEnd(Segment segment, Segment.View view, long to) throws IOException {
        if (view.isByFileLength() && to <= segment.items().directory(view).settledEnd()) {
            throw shorter(segment, view.end(), to);
        }
        return Outcome.ABSENT;
    }

    private static CorruptDataException shorter(Segment segment, long from, long to) {
        return new CorruptDataException(
                new Damage(segment.index(), from, to - from, "the data file is shorter than what was committed to it"));
    }
}
