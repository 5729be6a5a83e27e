package io.aiodiskdb.benchmarks.workload;

import java.util.Arrays;

/** Durations of operations, kept exactly up to a number. Confined to one thread; merged afterwards. */
final class Latencies {

    private long[] nanos;
    private int count;

    Latencies(int expected) {
        this.nanos = new long[Math.max(16, expected)];
    }

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** {@return what the given share of operations did not exceed, in microseconds; sorts} */
    double micros(double share) {
        Arrays.sort(nanos, 0, count);
        return count == 0 ? 0 : nanos[(int) Math.min(count - 1, Math.ceil(share * count) - 1)] / 1e3;
    }
}
