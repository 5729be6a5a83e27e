package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and sizes of the segments. Thread-safe.
 *
 * <p>Opening a store looks at its newest file alone; the lengths of the others are added up in the background. A cut that
 * happens meanwhile makes the count begin again.
 */
public final class SegmentFigures {

    private static final Logger log = LoggerFactory.getLogger(SegmentFigures.class);

    private static final int MOST_ATTEMPTS = 10;

    private final SegmentFiles files;
    private final Forcer forcer;
    private final LongAdder bytes = new LongAdder();

    /** Whether nobody wants to know any more. */
    private volatile boolean over;

    /** Files below it are counted in the background. Guarded by this. */
    private int boundary;

    /** Guarded by this. */
    private boolean counted;

    /** Number of cuts in files that are not counted yet. Guarded by this. */
    private long cuts;

    SegmentFigures(SegmentFiles files, Forcer forcer) {
        this.files = files;
        this.forcer = forcer;
    }

    /** {@return the number of data files} */
    public int files() {
        return files.data().size();
    }

    /** {@return bytes of items in the data files, as far as they have been counted} */
    public long bytes() {
        return bytes.sum();
    }

    /** {@return forces of files and of the directory} */
    public long forces() {
        return forcer.count();
    }

    /** {@return their total time in nanoseconds} */
    public long forceNanos() {
        return forcer.nanos();
    }

    /** Begins: the newest file is known, those below are to be counted. */
    synchronized void begin(int newest, long newestBytes) {
        boundary = newest;
        counted = false;
        bytes.reset();
        bytes.add(newestBytes);
    }

    void added(long more) {
        bytes.add(more);
    }

    synchronized void removed(int index, long fewer) {
        if (counted || index >= boundary) {
            bytes.add(-fewer);
        } else {
            cuts++;
        }
    }

    /** Adds up the lengths of the files that the opening did not look at. Blocks; to be run in the background. */
    public void countTheRest() {
        try {
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                long before = cuts();
                long sum = sum();
                if (over || finish(before, sum)) {
                    return;
                }
            }
        } catch (IOException | InvalidDataFileException e) {
            log.warn("Cannot add up the sizes of the data files", e);
        }
    }

    /** Gives up what is being counted: the store is closed, and another one may be opened in its place. */
    void end() {
        over = true;
    }

    private synchronized long cuts() {
        return cuts;
    }

    private synchronized int boundary() {
        return boundary;
    }

    private synchronized boolean finish(long before, long sum) {
        if (cuts != before) {
            return false;
        }
        bytes.add(sum);
        counted = true;
        return true;
    }

    private long sum() throws IOException {
        long sum = 0;
        int end = boundary();
        for (int index = files.data().higherOrEqual(0);
                index >= 0 && index < end && !over;
                index = files.data().higherOrEqual(index + 1)) {
            int number = index;
            sum += Uninterrupted.call(() -> length(number));
        }
        return sum;
    }

    private long length(int index) throws IOException {
        try (StorageFile data = files.openDataForReading(index)) {
            return Math.max(0, data.length() - SegmentHeader.BYTES);
        } catch (NoSuchFileException e) {
            return 0; // dropped meanwhile: the count begins again
        }
    }
}
