package io.aiodiskdb.internal.buffer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lock whose holders leave something to be told when it is released. Thread-safe.
 *
 * <p>It is not fair, since a lock that is handed over costs more than a small item. But whoever adds large items one after the other
 * takes it again before a thread that waits for it has woken up, and would keep the committer out until the buffers are full. So
 * those who copy them let others go first.
 */
final class TellingLock {

    /** A copy of so many bytes takes longer than a thread takes to wake up. */
    static final int LARGE = 64 << 10;

    private final ReentrantLock lock = new ReentrantLock();

    /** Held by somebody who goes first, until he gives the lock back. Taken before the lock. */
    private final ReentrantLock gate = new ReentrantLock();

    // Lists, since a deque that cannot grow forgets what it holds.

    /** What is to be told. Guarded by the lock. */
    private List<Runnable> told = new ArrayList<>();

    /** What is being told, and how many of it have been. Confined to the teller; guarded by the lock while there is none. */
    private List<Runnable> batch = new ArrayList<>();

    private int toldOfBatch;

    /**
     * Who tells; null if nobody does. Set and reset under the lock, but for a thread that cannot go on: it resets it without a
     * call.
     */
    private volatile @Nullable Thread teller;

    /** Takes the lock before those who come later and are about to copy something large. */
    void lock() {
        if (lock.tryLock()) {
            return;
        }
        boolean taken = false;
        gate.lock();
        try {
            lock.lock();
            taken = true;
        } finally {
            if (!taken) {
                gate.unlock();
            }
        }
    }

    /**
     * Takes the lock to copy an item.
     *
     * @param size how many bytes it has
     */
    void lockToCopy(int size) {
        if (size >= LARGE && gate.isLocked()) {
            gate.lock();
            try {
                // Whoever goes first has had the lock.
            } finally {
                gate.unlock();
            }
        }
        lock.lock();
    }

    /** The gate is opened here and not when the lock is taken: a caller whose stack comes to its end must know whether he has the lock. */
    void unlock() {
        try {
            lock.unlock();
        } finally {
            if (gate.isHeldByCurrentThread()) {
                gate.unlock();
            }
        }
    }

    /**
     * Does something under the lock, and tells those concerned when it is released: in the order in which the lock was taken,
     * so that adds complete in the order of their positions. Whoever is telling already tells what comes meanwhile too. One whose
     * stack comes to its end leaves the rest, and what he was about to tell, to the next one: so it may be told twice.
     */
    void exclusively(Consumer<Collection<Runnable>> work) {
        Thread me = Thread.currentThread();
        boolean tells = false;
        boolean all = false;
        Throwable failure = null;
        try {
            lock();
            try {
                work.accept(told);
                if (teller != null || (told.isEmpty() && toldOfBatch == batch.size())) {
                    return;
                }
                teller = me;
                tells = true;
            } finally {
                unlock();
            }
            failure = tell(me);
            all = true;
        } finally {
            if (tells && !all && teller == me) {
                teller = null; // no call: the stack may be at its end
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** {@return what one of those has thrown who were told; null if none has} */
    private @Nullable Throwable tell(Thread me) {
        Throwable failure = null;
        while (hasBatch(me)) {
            while (toldOfBatch < batch.size()) {
                try {
                    batch.get(toldOfBatch).run();
                } catch (StackOverflowError e) {
                    throw e;
                } catch (RuntimeException | Error e) {
                    failure = e; // the others are told all the same
                }
                toldOfBatch++;
            }
        }
        return failure;
    }

    private boolean hasBatch(Thread me) {
        lock();
        try {
            if (toldOfBatch == batch.size()) {
                batch.clear();
                toldOfBatch = 0;
                List<Runnable> empty = batch;
                batch = told;
                told = empty;
            }
            boolean has = toldOfBatch < batch.size();
            teller = has ? me : null;
            return has;
        } finally {
            unlock();
        }
    }
}
