package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data files open for reading, at most so many at a time; the one not used for longest gives way. Thread-safe.
 *
 * <p>A handle in use is never closed under its user, so a reader waits where all are in use. The usual case, a segment
 * whose handle is open, takes no lock: see {@link Segment#retainHandle}.
 */
final class ReadHandles {

    private static final Logger log = LoggerFactory.getLogger(ReadHandles.class);

    private final SegmentFiles files;
    private final int most;
    private final Mappings mappings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fileClosed = lock.newCondition();

    /** Guarded by the lock. */
    private final Map<Segment, ReadHandle> offered = new HashMap<>();

    /** Files that are open, or about to be. Guarded by the lock. */
    private int open;

    /** Readers that wait for a file to be closed. Written under the lock; read without it to skip a wake-up. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** Written under the lock; read without it as the clock of {@link ReadHandle#lastUsed}. */
    private final AtomicLong openings = new AtomicLong();

    /** Guarded by the lock. */
    private boolean closed;

    ReadHandles(SegmentFiles files, int most, Mappings mappings) {
        this.files = files;
        this.most = most;
        this.mappings = mappings;
    }

    /** {@return the files that are mapped as well} */
    Mappings mappings() {
        return mappings;
    }

    long openings() {
        return openings.get();
    }

    /**
     * Opens a segment's file, or takes the handle that somebody else has opened meanwhile.
     *
     * @return a handle that the caller releases
     * @throws NoSuchFileException if there is no such file
     * @throws NotRunningException if the store has been closed
     */
    ReadHandle open(Segment segment) throws IOException {
        lock.lock();
        try {
            requireOpen();
            ReadHandle existing = offered.get(segment);
            if (existing != null && existing.tryRetain()) {
                return existing;
            }
            awaitRoom();
            requireOpen();
            open++;
        } finally {
            lock.unlock();
        }
        return openFile(segment);
    }

    private void requireOpen() {
        if (closed) {
            throw new NotRunningException("the database has been stopped during the read");
        }
    }

    private ReadHandle openFile(Segment segment) throws IOException {
        ReadHandle handle = null;
        try {
            handle = load(segment.index());
        } finally {
            if (handle == null) {
                fileClosed();
            }
        }
        offer(segment, handle);
        return handle;
    }

    private ReadHandle load(int index) throws IOException {
        StorageFile file = files.openDataForReading(index);
        boolean loaded = false;
        try {
            long trimOffset = files.trimOffset(file);
            if (trimOffset < 0) {
                throw files.invalid(index, String.valueOf(files.headerFault(file)));
            }
            ReadHandle handle = new ReadHandle(file, trimOffset);
            loaded = true;
            return handle;
        } finally {
            if (!loaded) {
                file.close();
            }
        }
    }

    /** Lets others use the handle, unless the file has been replaced or another reader was quicker. */
    private void offer(Segment segment, ReadHandle handle) {
        handle.tryRetain(); // for the caller; the first count is that of the offer
        ReadHandle superseded = null;
        lock.lock();
        try {
            handle.used(openings.incrementAndGet());
            if (!closed && segment.offers(handle)) {
                superseded = offered.put(segment, handle);
            } else {
                superseded = handle;
            }
        } finally {
            lock.unlock();
        }
        if (superseded != null) {
            release(superseded);
        }
    }

    private void awaitRoom() {
        waiting.incrementAndGet();
        try {
            while (!closed && open >= most && !closeLeastRecentlyUsed()) {
                fileClosed.awaitUninterruptibly();
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    private boolean closeLeastRecentlyUsed() {
        Map.Entry<Segment, ReadHandle> oldest = null;
        for (Map.Entry<Segment, ReadHandle> entry : offered.entrySet()) {
            if (entry.getValue().isIdle()
                    && (oldest == null
                            || entry.getValue().lastUsed() < oldest.getValue().lastUsed())) {
                oldest = entry;
            }
        }
        if (oldest == null) {
            return false;
        }
        Segment segment = oldest.getKey();
        ReadHandle handle = oldest.getValue();
        segment.withdraw(handle);
        offered.remove(segment);
        release(handle); // if a reader was quicker, the file closes when that one is done
        return open < most;
    }

    /** Ends one use of a handle. */
    void release(ReadHandle handle) {
        if (handle.release()) {
            close(handle);
        } else if (waiting.get() > 0) {
            wakeWaiting(); // the handle may be idle now and can give way
        }
    }

    private void close(ReadHandle handle) {
        try {
            handle.file().close();
        } catch (IOException e) {
            log.warn("Cannot close {} after reading", handle.file(), e);
        } finally {
            fileClosed();
        }
    }

    private void fileClosed() {
        lock.lock();
        try {
            open--;
            fileClosed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wakeWaiting() {
        lock.lock();
        try {
            fileClosed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes a segment's file as soon as nobody uses it, and unmaps it: it has been replaced, deleted, or closed by an
     * interrupt.
     */
    void invalidate(Segment segment, @Nullable ReadHandle only) {
        mappings.withdraw(segment);
        ReadHandle handle;
        lock.lock();
        try {
            handle = offered.get(segment);
            if (handle == null || (only != null && handle != only)) {
                return;
            }
            offered.remove(segment);
            segment.withdraw(handle);
        } finally {
            lock.unlock();
        }
        release(handle);
    }

    /** Closes and unmaps all files, each as soon as nobody uses it, and opens none any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            fileClosed.signalAll();
        } finally {
            lock.unlock();
        }
        mappings.close();
        invalidateAll();
    }

    /** Closes and unmaps all files, each as soon as nobody uses it. */
    void invalidateAll() {
        mappings.withdrawAll();
        Map<Segment, ReadHandle> all;
        lock.lock();
        try {
            all = new HashMap<>(offered);
            offered.clear();
            all.forEach(Segment::withdraw);
        } finally {
            lock.unlock();
        }
        all.values().forEach(this::release);
    }
}
