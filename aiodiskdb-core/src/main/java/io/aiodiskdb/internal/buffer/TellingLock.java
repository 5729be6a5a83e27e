package io.aiodiskdb.internal.buffer;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lock whose holders leave something to be told when it is released. Thread-safe. */
final class TellingLock {

    private final ReentrantLock lock = new ReentrantLock();

    /** What is to be told. Guarded by the lock. */
    private ArrayDeque<Runnable> told = new ArrayDeque<>();

    /** What is being told. Confined to the thread that tells; guarded by the lock while none does. */
    private ArrayDeque<Runnable> batch = new ArrayDeque<>();

    /** Whether a thread tells. Set and reset under the lock, but for a thread that cannot go on: it resets it without a call. */
    private volatile boolean telling;

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /**
     * Does something under the lock, and tells those concerned when it is released: in the order in which the lock was taken,
     * so that adds complete in the order of their positions. Whoever is telling already tells what comes meanwhile too. One whose
     * stack comes to its end leaves the rest, and what he was about to tell, to the next one: so it may be told twice.
     */
    void exclusively(Consumer<Collection<Runnable>> work) {
        boolean tells = false;
        boolean all = false;
        Throwable failure = null;
        try {
            lock.lock();
            try {
                work.accept(told);
                if (telling || (told.isEmpty() && batch.isEmpty())) {
                    return;
                }
                telling = true;
                tells = true;
            } finally {
                lock.unlock();
            }
            failure = tell();
            all = true;
        } finally {
            if (tells && !all) {
                telling = false; // no call: the stack may be at its end
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
    private @Nullable Throwable tell() {
        Throwable failure = null;
        while (hasBatch()) {
            for (Runnable each = batch.peek(); each != null; each = batch.peek()) {
                try {
                    each.run();
                } catch (StackOverflowError e) {
                    throw e;
                } catch (RuntimeException | Error e) {
                    failure = e; // the others are told all the same
                }
                batch.remove();
            }
        }
        return failure;
    }

    private boolean hasBatch() {
        lock.lock();
        try {
            boolean has = !batch.isEmpty() || !told.isEmpty();
            if (batch.isEmpty()) {
                ArrayDeque<Runnable> empty = batch;
                batch = told;
                told = empty;
            }
            telling = has;
            return has;
        } finally {
            lock.unlock();
        }
    }
}
