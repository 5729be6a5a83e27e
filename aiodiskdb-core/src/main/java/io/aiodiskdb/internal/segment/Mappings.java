package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.FileMapping;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data files that are mapped for reading: those that are read often, at most so many and so many bytes. Thread-safe.
 *
 * <p>Reading out of one takes no lock: see {@link MappedReader}. It may be missing at any time, and then the file is read the
 * other way. One that is cut is withdrawn first, and its readers are waited for; one that is replaced or deleted is
 * withdrawn, and its last reader unmaps it.
 */
final class Mappings {

    private static final Logger log = LoggerFactory.getLogger(Mappings.class);

    /** Mapping costs some ten reads. */
    private static final int READS_BEFORE = 16;

    /** Linux allows a process 65 530 mappings by default, and the JVM needs some; a file takes up to four. */
    private static final int MOST_FILES = 1024;

    /** Of 128 TiB that there are at least, but for odd kernels. */
    private static final long MOST_BYTES = 128L << 30;

    private static final long LEAST_GROWTH = 1 << 20;

    private final int mostFiles;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition unmapped = lock.newCondition();

    /** What is mapped, offered or not. Guarded by the lock. */
    private final Set<MappedFile> mapped = new HashSet<>();

    /** Guarded by the lock. */
    private long bytes;

    /** Counts what was to be mapped. Written under the lock; read without it, for {@link MappedFile#lastUsed}. */
    private final AtomicLong clock = new AtomicLong();

    /** Set for good when there can be none, or no more. Written under the lock. */
    private volatile boolean over;

    Mappings() {
        this(MOST_FILES, MOST_BYTES);
    }

    Mappings(int mostFiles, long mostBytes) {
        this.mostFiles = mostFiles;
        this.mostBytes = mostBytes;
    }

    long clock() {
        return clock.get();
    }

    /** Maps a file that has been read in the other way, if that has happened often. Called by one who uses the handle. */
    void wasRead(Segment segment, ReadHandle handle) {
        if (!over && segment.mappedFile() == null && segment.countRead() >= READS_BEFORE && lock.tryLock()) {
            try {
                map(segment, handle);
            } finally {
                lock.unlock();
            }
        }
    }

    private void map(Segment segment, ReadHandle handle) {
        if (over || segment.mappedFile() != null) {
            return;
        }
        try {
            segment.setReads(0); // tried again after as many, where there is no room or the file has just been replaced
            clock.incrementAndGet();
            if (!makeRoom(handle.file().length())) {
                return;
            }
            FileMapping mapping = handle.file().map();
            if (mapping == null) {
                over = true;
                return;
            }
            MappedFile file = new MappedFile(segment, mapping, handle.trimOffset(), this);
            mapped.add(file);
            bytes += mapping.length();
            file.used(clock.get());
            if (!segment.offers(file)) {
                file.readers().end();
            }
        } catch (ClosedChannelException e) {
            log.debug("An interrupt has closed {} before it was mapped", handle.file(), e); // tried again later
        } catch (IOException e) {
            over = true;
            log.warn("Cannot map {} for reading; data files are read without that from now on", handle.file(), e);
        }
    }

    private boolean makeRoom(long length) {
        while (mapped.size() >= mostFiles || bytes + length > mostBytes) {
            MappedFile oldest = leastRecentlyUsed();
            if (oldest == null || length > mostBytes) {
                return false;
            }
            withdraw(oldest);
            if (mapped.contains(oldest)) {
                return false; // in use: it goes when it is not
            }
        }
        return true;
    }

    /** {@return the one not used for longest; {@code null} if all have been used since one was last to be mapped} */
    private @Nullable MappedFile leastRecentlyUsed() {
        MappedFile oldest = null;
        for (MappedFile file : mapped) {
            if (file.lastUsed() < clock.get() - 1 && (oldest == null || file.lastUsed() < oldest.lastUsed())) {
                oldest = file;
            }
        }
        return oldest;
    }

    /** Withdraws one that covers too little of a file that has grown; the next read maps it anew. */
    void outgrown(MappedFile file, long fileLength) {
        long length = file.mapping().length();
        if (fileLength - length >= Math.max(LEAST_GROWTH, length >> 3)) {
            file.segment().setReads(READS_BEFORE);
            withdraw(file);
        }
    }

    private static void withdraw(MappedFile file) {
        file.segment().withdraw(file);
        file.readers().end();
    }

    /** Offers a segment's file no more; it is unmapped when nobody uses it. */
    void withdraw(Segment segment) {
        lock.lock(); // so that it does not cross an offer
        try {
            MappedFile file = segment.mappedFile();
            if (file != null) {
                segment.setReads(0);
                withdraw(file);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Withdraws a segment's file and waits for those who use it: they copy a piece at most. Called before the file is cut,
     * when the new view has been published: whoever enters afterwards looks at that, so a mapping that is made meanwhile need
     * not be waited for.
     */
    void drain(Segment segment) {
        lock.lock();
        try {
            withdraw(segment);
            List<MappedFile> used =
                    mapped.stream().filter(file -> file.segment() == segment).toList();
            while (!Collections.disjoint(mapped, used)) {
                unmapped.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Called once by the last who uses a file that has been withdrawn. */
    void unmap(MappedFile file) {
        try {
            file.mapping().unmap();
        } finally {
            forget(file);
        }
    }

    private void forget(MappedFile file) {
        lock.lock();
        try {
            mapped.remove(file);
            bytes -= file.mapping().length();
            unmapped.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Withdraws all. */
    void withdrawAll() {
        lock.lock();
        try {
            Set.copyOf(mapped).forEach(Mappings::withdraw);
        } finally {
            lock.unlock();
        }
    }

    /** Withdraws all, and maps none any more. */
    void close() {
        lock.lock();
        try {
            over = true;
            withdrawAll();
        } finally {
            lock.unlock();
        }
    }
}
