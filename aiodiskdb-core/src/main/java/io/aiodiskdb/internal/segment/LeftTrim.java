package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Cuts off the begin of a data file. Confined to the committer.
 *
 * <p>It needs no record: what is kept is written to another file, which is forced and then renamed over the first. The
 * rename is atomic, and the header tells which of the two is there.
 */
final class LeftTrim {

    private static final int CHUNK = 1 << 20;

    private final SegmentFiles files;
    private final Forcer forcer;
    private boolean renaming;

    LeftTrim(SegmentFiles files, Forcer forcer) {
        this.files = files;
        this.forcer = forcer;
    }

    /** Cuts; when it returns, the directory has not been forced yet. */
    void replace(int index, long position) throws IOException {
        try (StorageFile data = files.openDataForReading(index);
                StorageFile temporary = files.createTemporary(index, position)) {
            copy(data, SegmentHeader.BYTES + position - files.trimOffset(data), temporary);
            forcer.force(temporary);
            renaming = true;
            files.replaceByTemporary(index);
        } catch (IOException e) {
            deleteTemporary(index, e);
            throw e;
        }
    }

    /** {@return whether the file may be another one now, even if {@link #replace} has failed} */
    boolean mayHaveReplaced() {
        return renaming;
    }

    /** A next opening removes it as well. That it cannot be deleted must not hide that a force has failed. */
    private void deleteTemporary(int index, IOException failure) {
        try {
            files.deleteTemporary(index);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void copy(StorageFile from, long offset, StorageFile to) throws IOException {
        long length = from.length() - offset;
        ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, Math.max(1, length)));
        for (long done = 0; done < length; done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), length - done));
            if (from.readFully(chunk, offset + done) < chunk.limit()) {
                throw new IOException(from + " ends before " + (offset + length));
            }
            to.writeFully(chunk.flip(), SegmentHeader.BYTES + done);
        }
    }
}
