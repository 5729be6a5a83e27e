package io.aiodiskdb;

import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Another program that uses the data files of a store that has been stopped, as the Python library does: it appends
 * bytes, or begins the next data file, and forces nothing.
 */
final class ForeignProgram {

    private static final int MOST_BYTES = 150;

    private final Random random;

    ForeignProgram(Random random) {
        this.random = random;
    }

    /**
     * Does the one or the other.
     *
     * @return whether a header was written that a power cut may tear, which leaves a file that nobody can tell from a
     *     stranger's
     */
    boolean extend(SimulatedStorage disk) {
        if (random.nextInt(5) < 3) {
            append(disk);
            return false;
        }
        beginFile(disk);
        return true;
    }

    /** Appends to the newest data file. */
    void append(SimulatedStorage disk) {
        try (StorageFile data = disk.openForWriting(ContentsCheck.NAMES.data(ContentsCheck.newestDataFile(disk)))) {
            data.writeFully(bytes(), data.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins the next data file. */
    void beginFile(SimulatedStorage disk) {
        try {
            int newest = ContentsCheck.newestDataFile(disk);
            byte[] header = new byte[SegmentHeader.BYTES];
            System.arraycopy(ContentsCheck.contents(disk, ContentsCheck.NAMES.data(newest)), 0, header, 0, 4);
            try (StorageFile data = disk.create(ContentsCheck.NAMES.data(newest + 1))) {
                data.writeFully(ByteBuffer.wrap(header), 0);
                data.writeFully(bytes(), SegmentHeader.BYTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteBuffer bytes() {
        byte[] bytes = new byte[1 + random.nextInt(MOST_BYTES)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
