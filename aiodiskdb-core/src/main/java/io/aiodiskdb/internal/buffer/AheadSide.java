package io.aiodiskdb.internal.buffer;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes durable before its buffer is flushed, and stays in the buffer. Part of {@link BufferSlots}, which it shares the lock
 * with; all but {@link #durablePart} is for the committer. Thread-safe.
 */
public final class AheadSide {

    private final TellingLock lock;
    private final BufferPair buffers;
    private final Requests requests;

    AheadSide(TellingLock lock, BufferPair buffers, Requests requests) {
        this.lock = lock;
        this.buffers = buffers;
        this.requests = requests;
    }

    /**
     * Gives the committer what somebody waits for in the active buffer, if nothing else is to be flushed.
     *
     * @return all that is not on stable storage yet; {@code null} if there is nothing to do, or the buffer is to be flushed
     */
    public @Nullable AheadPart take() {
        lock.lock();
        try {
            WriteBuffer active = buffers.active();
            if (active == null || !requests.isOnlyAheadAsked() || buffers.flushing() != null) {
                return null;
            }
            AheadPart part = AheadPart.ofWithoutLocking(active);
            requests.aheadGranted();
            return part;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes note that a part of a buffer is on stable storage; it stays in the buffer. May be called again if it ended with an
     * error: nobody who has waited is forgotten before it is noted that he is to be told.
     *
     * @param part what {@link #take} gave
     * @return how many have waited for it
     */
    public int done(AheadPart part) {
        int[] company = new int[1];
        WriteBuffer buffer = part.buffer();
        lock.exclusively(queue -> {
            buffer.durableWithoutLocking(part.itemsBefore(), part.bytesBefore());
            company[0] = tellDurable(buffer, queue);
        });
        return company[0];
    }

    /**
     * Forgets those who wait for no more than what is on stable storage, once it is noted that they are to be told.
     *
     * @return how many they are
     */
    private static int tellDurable(WriteBuffer buffer, Collection<Runnable> queue) {
        List<DurabilityWaiter> waiters = buffer.waitersForDurableWithoutLocking();
        waiters.forEach(waiter -> queue.add(waiter::durable));
        buffer.forgetWaitersForDurableWithoutLocking();
        return waiters.size();
    }

    /** Has the active buffer flushed: what {@link #take} gave cannot be put on stable storage without. */
    public void refused() {
        lock.exclusively(queue -> {
            if (buffers.active() != null) {
                requests.askFlush();
            }
        });
    }

    /**
     * Reserves room behind all that is buffered, during a pause.
     *
     * @param count of the items
     * @param bytes of them
     * @return the room; {@code null} if there is none now, or the items would fill the buffer, so that they may as well be flushed
     */
    public @Nullable Reservation reserve(int count, long bytes) {
        lock.lock();
        try {
            return buffers.reserveUnseen(count, bytes);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets be seen what a reservation has received: it is on stable storage, as is all before it.
     *
     * @param reservation what {@link #reserve} gave
     */
    public void show(Reservation reservation) {
        lock.exclusively(queue -> {
            WriteBuffer buffer = reservation.buffer();
            int before = buffer.size();
            buffers.show(reservation);
            requests.aheadGranted();
            requests.grown(before, buffer.size());
            tellDurable(buffer, queue);
        });
    }

    /** {@return what is on stable storage and not in the files of its index yet; {@code null} if nothing is} */
    public @Nullable DurablePart durablePart() {
        lock.lock();
        try {
            WriteBuffer first = buffers.flushing() != null ? buffers.flushing() : buffers.active();
            int items = first == null ? 0 : first.durableItemsWithoutLocking();
            return first == null || items == 0
                    ? null
                    : new DurablePart(first.index(), first.from(), first.items().copyOf(0, items));
        } finally {
            lock.unlock();
        }
    }
}
