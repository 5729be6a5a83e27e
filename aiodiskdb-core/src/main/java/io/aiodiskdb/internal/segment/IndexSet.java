package io.aiodiskdb.internal.segment;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of index numbers that is small for runs of them and bounded for stray ones. Thread-safe.
 *
 * <p>Ten thousand neighbours take some three kilobytes; a lone file with a huge number no more than a page.
 */
final class IndexSet {

    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;

    private final TreeMap<Integer, BitSet> pages = new TreeMap<>();
    private int size;

    synchronized void add(int index) {
        BitSet page = pages.computeIfAbsent(index >>> PAGE_BITS, number -> new BitSet(PAGE));
        if (!page.get(index & (PAGE - 1))) {
            page.set(index & (PAGE - 1));
            size++;
        }
    }

    synchronized void remove(int index) {
        BitSet page = pages.get(index >>> PAGE_BITS);
        if (page == null || !page.get(index & (PAGE - 1))) {
            return;
        }
        page.clear(index & (PAGE - 1));
        size--;
        if (page.isEmpty()) {
            pages.remove(index >>> PAGE_BITS);
        }
    }

    synchronized boolean contains(int index) {
        BitSet page = pages.get(index >>> PAGE_BITS);
        return page != null && page.get(index & (PAGE - 1));
    }

    synchronized int size() {
        return size;
    }

    /** {@return the highest index; −1 if there is none} */
    synchronized int highest() {
        return lowerOrEqual(Integer.MAX_VALUE);
    }

    /** {@return the highest index that is not above the given one; −1 if there is none} */
    synchronized int lowerOrEqual(int index) {
        if (index < 0) {
            return -1;
        }
        int number = index >>> PAGE_BITS;
        BitSet page = pages.get(number);
        int found = page == null ? -1 : page.previousSetBit(index & (PAGE - 1));
        if (found >= 0) {
            return (number << PAGE_BITS) + found;
        }
        Map.Entry<Integer, BitSet> lower = pages.lowerEntry(number);
        return lower == null
                ? -1
                : (lower.getKey() << PAGE_BITS) + lower.getValue().length() - 1;
    }

    /** {@return the lowest index that is not below the given one; −1 if there is none} */
    synchronized int higherOrEqual(int index) {
        int number = index >>> PAGE_BITS;
        BitSet page = pages.get(number);
        int found = page == null ? -1 : page.nextSetBit(index & (PAGE - 1));
        if (found >= 0) {
            return (number << PAGE_BITS) + found;
        }
        Map.Entry<Integer, BitSet> higher = pages.higherEntry(number);
        return higher == null
                ? -1
                : (higher.getKey() << PAGE_BITS) + higher.getValue().nextSetBit(0);
    }
}
