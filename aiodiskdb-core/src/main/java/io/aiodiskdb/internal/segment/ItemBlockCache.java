package io.aiodiskdb.internal.segment;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the memory of decoded item blocks, by second chance: blocks are looked at in the order in which they came, and one
 * that was used since the last look stays. Thread-safe.
 *
 * <p>Blocks are found through their stretches, without coming here.
 */
final class ItemBlockCache {

    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final ArrayDeque<Resident> residents = new ArrayDeque<>();

    /** Guarded by the lock. */
    private long bytes;

    ItemBlockCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    private record Resident(ItemStretch stretch, ItemBlock block) {}

    /** Gives a block to its stretch, and takes others from theirs where the memory does not suffice. */
    void put(ItemStretch stretch, ItemBlock block) {
        lock.lock();
        try {
            stretch.keep(block);
            residents.addLast(new Resident(stretch, block));
            bytes += block.memory();
            // Ends: what is passed over once has lost its mark, and goes the next time.
            while (bytes > mostBytes && residents.size() > 1) {
                Resident oldest = residents.removeFirst();
                if (oldest.block == block || (oldest.stretch.keeps(oldest.block) && oldest.block.wasTouched())) {
                    residents.addLast(oldest);
                } else {
                    oldest.stretch.forget(oldest.block);
                    bytes -= oldest.block.memory();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
