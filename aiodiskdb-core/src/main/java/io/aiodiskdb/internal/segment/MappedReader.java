package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.SegmentHeader;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges out of mapped data files, where that is possible and the bytes can be believed; {@link SegmentReader} does the
 * rest, and tells what is wrong. Thread-safe; takes no lock, reads no file, and allocates nothing but the result.
 *
 * <p>What is within a view that still holds after the reader has entered is not cut under him: whoever cuts publishes
 * another view first, then waits for those who are in.
 */
final class MappedReader {

    /** What is copied between two looks at the view: whoever cuts waits for no more than this. */
    private static final int PIECE = 1 << 20;

    private final Mappings mappings;
    private final boolean verify;

    MappedReader(Mappings mappings, boolean verify) {
        this.mappings = mappings;
        this.verify = verify;
    }

    /**
     * Reads a range.
     *
     * @param residentOnly whether to leave it if the disk would have to be waited for
     * @return its bytes; {@code null} if it must be read in the other way
     */
    byte @Nullable [] read(Segment segment, long from, long to, boolean residentOnly) {
        Segment.View view = segment.view();
        MappedFile file = segment.mappedFile();
        if (file == null || view.dropped() || from < view.begin() || to > view.end()) {
            return null;
        }
        int cell = file.readers().enter();
        if (cell < 0) {
            return null;
        }
        byte[] data;
        try {
            data = copy(file, view, from, to, residentOnly);
        } finally {
            file.readers().leave(cell);
        }
        return data != null && isBelieved(segment, view, data, from, to) && holds(segment, view) ? data : null;
    }

    private static boolean holds(Segment segment, Segment.View view) {
        return segment.view().version() == view.version();
    }

    private byte @Nullable [] copy(MappedFile file, Segment.View view, long from, long to, boolean residentOnly) {
        if (from < file.trimOffset()) {
            return null; // an ltrim is just being published
        }
        long offset = SegmentHeader.BYTES + from - file.trimOffset();
        int size = (int) (to - from);
        if (offset + size > file.mapping().length()) {
            mappings.outgrown(file, SegmentHeader.BYTES + view.end() - file.trimOffset());
            return null;
        }
        file.used(mappings.clock());
        if (residentOnly && !file.mapping().isResident(offset, size)) {
            return null;
        }
        byte[] data = new byte[size];
        for (int done = 0; done < size; ) {
            int count = Math.min(PIECE, size - done);
            if (!holds(file.segment(), view) || !file.mapping().copy(offset + done, data, done, count)) {
                return null;
            }
            done += count;
        }
        return data;
    }

    /** A file that was cut from outside leaves a zero at the end, if nothing else. */
    private boolean isBelieved(Segment segment, Segment.View view, byte[] data, long from, long to) {
        long checked = verify ? segment.items().checked(view, data, from, to) : 0;
        return checked == data.length || (checked >= 0 && data[data.length - 1] != 0);
    }
}
