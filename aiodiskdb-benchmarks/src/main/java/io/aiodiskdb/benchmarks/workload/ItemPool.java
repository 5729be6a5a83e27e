package io.aiodiskdb.benchmarks.workload;

import java.util.SplittableRandom;

/**
 * Items of random sizes, made beforehand, so that making them takes no time that is measured. The writer borrows one, stamps it with
 * its number, and gives it to a system; a reader compares with copies of its own.
 */
final class ItemPool {

    private static final long SEED = 42;

    private final int[] sizes;
    private final byte[][] items;
    private final byte[][] templates;
    private final int largest;

    /** Makes fewer items if they are large: together they have 64 MiB or less, on average. */
    ItemPool(int least, int most) {
        SplittableRandom random = new SplittableRandom(SEED);
        this.sizes = new int[most > 1 << 16 ? 128 : 4096];
        this.items = new byte[sizes.length][];
        this.templates = new byte[sizes.length][];
        int longest = 0;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = random.nextInt(least, most + 1);
            items[i] = Item.ofSize(sizes[i]);
            templates[i] = items[i].clone();
            longest = Math.max(longest, sizes[i]);
        }
        this.largest = longest;
    }

    int largest() {
        return largest;
    }

    /** {@return how many items it takes to have the given bytes} */
    int itemsFor(long bytes) {
        long sum = 0;
        int count = 0;
        while (sum < bytes) {
            sum += size(count++);
        }
        return count;
    }

    private int slot(int number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & sizes.length - 1;
    }

    /** {@return the size of the item of a number} */
    int size(int number) {
        return sizes[slot(number)];
    }

    /** {@return the item of a number, until the next one is asked for; for the one writer} */
    byte[] item(int number) {
        byte[] item = items[slot(number)];
        Item.stamp(item, number);
        return item;
    }

    /** {@return what the item of a number has between its stamps; for any thread} */
    byte[] template(int number) {
        return templates[slot(number)];
    }
}
