package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.ForceFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a buffer holds to the newest data file while the buffer is still being filled. When the buffer is committed,
 * little is left to be written, and what was written has been taken from the processor's caches rather than from memory.
 *
 * <p>Nothing relies on it. The bytes lie behind the settled end, where no record claims them; recovery cuts them off like
 * those of a group that got no record. A commit forces them together with the rest. If they have been forced before, it finds
 * less to do, nothing else; but a force that has failed may have taken away the error that the commit's would have told, so that
 * no commit is done after it.
 *
 * <p>Thread-safe: one thread writes and forces behind while the committer does what it does. The committer says what may be written
 * where.
 */
final class WriteBehind {

    private final Forcer forcer;

    /** Fair, for whoever writes piece by piece takes it again and again, and the committer is not to wait until there is no further piece. */
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Told without the lock. Set once, when the session begins; called by the committer. */
    private volatile Runnable forced = () -> {};

    // All of the following is guarded by the lock.

    // What is volatile is read without it, too.

    /** Where to write; null while nothing may be written. */
    private volatile @Nullable OpenSegment target;

    /** Position at which the next buffer begins. */
    private volatile long end;

    /** The last buffer that is committed, or about to be: its memory may be used for another one by now. */
    private long lastBuffer = -1;

    /** The buffer of which something has been written, and up to where; −1 if there is none. */
    private long buffer = -1;

    private long writtenTo;

    /** Why no commit can be trusted any more; null as long as no force has failed. */
    private volatile @Nullable Throwable failure;

    /** Whether a force is going on. Reset after the failure has been set. */
    private volatile boolean forcing;

    WriteBehind(Forcer forcer) {
        this.forcer = forcer;
    }

    /**
     * Has somebody told whenever a group is about to be forced, and the next buffer may be written meanwhile.
     *
     * @param listener called on the committer's thread; does not block
     */
    void onForce(Runnable listener) {
        forced = listener;
    }

    /** {@return whether a buffer that begins there may be written now; does not wait, and so may be wrong in a moment} */
    boolean isNext(int index, long from) {
        OpenSegment open = target;
        return open != null && open.index() == index && from == end;
    }

    /**
     * Writes some bytes of a buffer that is being filled, if that is possible now.
     *
     * @param number of the buffer; buffers that come later have higher ones
     * @param index number of the data file
     * @param from position of the buffer's first byte
     * @param position of the first of the bytes: that of the buffer, or where the bytes written before end
     * @param bytes the bytes; read only while the buffer has not been committed
     * @return whether they have been written
     * @throws IOException if the disk does not take them; the commit will try again
     */
    boolean write(long number, int index, long from, long position, ByteBuffer bytes) throws IOException {
        lock.lock();
        try {
            OpenSegment open = target;
            boolean continues = number == buffer ? position == writtenTo : position == from;
            if (open == null || open.index() != index || number <= lastBuffer || from != end || !continues) {
                return false;
            }
            buffer = -1;
            long to = position + bytes.remaining();
            open.write(position, List.of(bytes));
            buffer = number;
            writtenTo = to;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forces what has been written of a buffer that is being filled, if that is possible now. What the committer does with the
     * file waits for it.
     *
     * @param number of the buffer
     * @throws ForceFailedException if it failed: the session is over
     * @throws IOException if it could not be tried
     */
    void force(long number) throws IOException {
        lock.lock();
        try {
            OpenSegment open = target;
            if (open != null && number == buffer) {
                forcing = true;
                forcer.force(open.data());
            }
        } catch (ForceFailedException | RuntimeException | Error e) {
            failure = e;
            target = null;
            throw e;
        } finally {
            forcing = false;
            lock.unlock();
        }
    }

    /**
     * Makes sure that what the committer has forced is on stable storage: a force of this one that was going on is over now, and
     * has taken no error away. Asked before anything is recorded, too: after a failed force there is no further record.
     *
     * @throws ForceFailedException if one has failed
     */
    void requireForced() throws ForceFailedException {
        Throwable known = forcing ? failureOfThatForce() : failure; // a piece that is being written is not waited for
        if (known != null) {
            throw new ForceFailedException("a force of what was written behind has failed", known);
        }
    }

    private @Nullable Throwable failureOfThatForce() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins the commit of a buffer: from now on nothing of it is written behind.
     *
     * @param number of the buffer; −1 if it is something else that is committed
     * @param from position of its first byte
     * @return up to where its bytes have been written; {@code from} if none were
     * @throws ForceFailedException if a force of what was written behind has failed: after that, nothing is committed
     */
    long commit(long number, long from) throws ForceFailedException {
        lock.lock();
        try {
            requireForced();
            long done = number >= 0 && number == buffer ? writtenTo : from;
            buffer = -1;
            lastBuffer = Math.max(lastBuffer, number);
            return done;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets buffers be written behind that follow what has been written.
     *
     * @param segment the newest one
     * @param position where the next buffer begins
     */
    void follow(OpenSegment segment, long position) {
        if (target == segment && end == position) {
            return; // without the lock, for a piece that is being written is not waited for
        }
        lock.lock();
        try {
            buffer = -1;
            target = failure == null ? segment : null;
            end = position;
        } finally {
            lock.unlock();
        }
    }

    /** The same for a group that is about to be forced: that takes a while, in which the next buffer can be written. */
    void followWhileForced(OpenSegment segment, long position) {
        follow(segment, position);
        forced.run();
    }

    /** Nothing is written any more, until there is something to follow. */
    void stop() {
        lock.lock();
        try {
            target = null;
            buffer = -1;
        } finally {
            lock.unlock();
        }
    }
}
