package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.StorageFile;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A data file open for reading, with the trim offset of its own header: the two belong together, also when an ltrim has put
 * another file in its place.
 *
 * <p>Thread-safe. It is closed when nobody uses it: the count of users, plus one as long as it is offered to new ones.
 */
final class ReadHandle {

    private final StorageFile file;
    private final long trimOffset;
    private final AtomicInteger users = new AtomicInteger(1);

    /** When it was last used, counted in openings of files. A lost update makes the order less exact, nothing else. */
    private volatile long lastUsed;

    ReadHandle(StorageFile file, long trimOffset) {
        this.file = file;
        this.trimOffset = trimOffset;
    }

    StorageFile file() {
        return file;
    }

    long trimOffset() {
        return trimOffset;
    }

    long lastUsed() {
        return lastUsed;
    }

    void used(long openings) {
        if (lastUsed != openings) {
            lastUsed = openings;
        }
    }

    /** {@return whether nobody uses it at this moment} */
    boolean isIdle() {
        return users.get() <= 1;
    }

    /** {@return whether this caller may use it; it must release it then} */
    boolean tryRetain() {
        while (true) {
            int count = users.get();
            if (count == 0) {
                return false;
            }
            if (users.compareAndSet(count, count + 1)) {
                return true;
            }
        }
    }

    /** {@return whether this was the last use: the caller closes the file} */
    boolean release() {
        return users.decrementAndGet() == 0;
    }
}
