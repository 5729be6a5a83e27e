package io.aiodiskdb.benchmarks.system;

/**
 * What a system may know beforehand, as its user would.
 *
 * @param durability one that the system has
 * @param capacity bytes that are going to be stored, for systems that have to know
 * @param writers threads that are going to write at the same time
 * @param largestItem bytes of the largest item
 */
public record Setup(Durability durability, long capacity, int writers, int largestItem) {

    /** {@return the setup for one writer of items of at most 1 KiB} */
    public static Setup of(Durability durability, long capacity) {
        return new Setup(durability, capacity, 1, 1 << 10);
    }
}
