package io.aiodiskdb.internal.buffer;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A lock whose holders leave something to be told when it is released. Thread-safe. */
final class TellingLock {

    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final ArrayDeque<Runnable> told = new ArrayDeque<>();

    /** Whether a thread tells. Guarded by the lock. */
    private boolean telling;

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /**
     * Does something under the lock, and tells those concerned when it is released: in the order in which the lock was taken,
     * so that adds complete in the order of their positions. Whoever is telling already tells what comes meanwhile too.
     */
    void exclusively(Consumer<Collection<Runnable>> work) {
        lock.lock();
        try {
            work.accept(told);
            if (telling || told.isEmpty()) {
                return;
            }
            telling = true;
        } finally {
            lock.unlock();
        }
        tell();
    }

    private void tell() {
        Throwable failure = null;
        boolean all = false;
        try {
            for (List<Runnable> next = nextToTell(); !next.isEmpty(); next = nextToTell()) {
                for (Runnable each : next) {
                    try {
                        each.run();
                    } catch (RuntimeException | Error e) {
                        failure = e; // the others are told all the same
                    }
                }
            }
            all = true;
        } finally {
            if (!all) {
                leaveTheRest();
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** This thread cannot go on, its stack may be at its end: the next one tells what is left. */
    private void leaveTheRest() {
        lock.lock();
        try {
            telling = false;
        } finally {
            lock.unlock();
        }
    }

    private List<Runnable> nextToTell() {
        lock.lock();
        try {
            List<Runnable> next = List.copyOf(told);
            told.clear();
            telling = !next.isEmpty();
            return next;
        } finally {
            lock.unlock();
        }
    }
}
