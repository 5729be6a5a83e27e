package io.aiodiskdb.sample.web;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes that the bodies of all requests and responses take together, so that a crowd of large ones is turned
 * away instead of exhausting the heap. Thread-safe, does not block.
 */
public final class MemoryBudget {

    private final long capacity;
    private final AtomicLong reserved = new AtomicLong();

    /**
     * Makes a budget.
     *
     * @param capacity most bytes at a time
     */
    public MemoryBudget(long capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1 byte, but is " + capacity);
        }
        this.capacity = capacity;
    }

    /** {@return a reservation of no bytes, to be grown and closed} */
    public Reservation open() {
        return new Reservation();
    }

    /** {@return the bytes that are reserved at this moment} */
    public long reserved() {
        return reserved.get();
    }

    private void take(long bytes) {
        long before;
        do {
            before = reserved.get();
            if (before + bytes > capacity) {
                throw new MemoryBusyException();
            }
        } while (!reserved.compareAndSet(before, before + bytes));
    }

    /** What one request has reserved. One thread grows it, any may close it; a second time has no effect. */
    public final class Reservation implements AutoCloseable {

        private final AtomicLong held = new AtomicLong();

        private Reservation() {}

        /**
         * Reserves more.
         *
         * @param bytes how many
         * @throws MemoryBusyException if others hold too much at this moment
         * @throws TooLargeForMemoryException if there will never be room for all that this one needs
         */
        public void grow(long bytes) {
            long needed = held.get() + bytes;
            if (needed > capacity) {
                throw new TooLargeForMemoryException(needed, capacity);
            }
            take(bytes);
            held.addAndGet(bytes);
        }

        /**
         * Gives a part back.
         *
         * @param bytes how many
         */
        public void shrink(long bytes) {
            held.addAndGet(-bytes);
            reserved.addAndGet(-bytes);
        }

        @Override
        public void close() {
            reserved.addAndGet(-held.getAndSet(0));
        }
    }

    /** There is no room at this moment. */
    public static final class MemoryBusyException extends BusyException {

        private static final long serialVersionUID = 1L;

        MemoryBusyException() {
            super("The bodies of other requests take all the memory that is set aside for them. Try again.");
        }
    }

    /** There will never be room. */
    public static final class TooLargeForMemoryException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLargeForMemoryException(long bytes, long capacity) {
            super("This needs " + bytes + " bytes of memory, but all bodies together may take " + capacity
                    + ". Run the application with a larger heap, or set sample.memory.");
        }
    }
}
