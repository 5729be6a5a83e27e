package io.aiodiskdb.benchmarks.workload;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * What this process uses, after the garbage has been collected.
 *
 * @param heap bytes
 * @param direct bytes of direct buffers
 */
record Memory(long heap, long direct) {

    private static final int MOST_COLLECTIONS = 20;
    private static final long PAUSE_NANOS = 50_000_000;
    private static final long LIKE = 64 << 10;

    /** {@return what is used once it does not change any more: direct memory is freed some time after its buffer was collected} */
    static Memory settled() {
        Memory before = now();
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            LockSupport.parkNanos(PAUSE_NANOS);
            Memory after = now();
            if (i > 0 && after.direct == before.direct && Math.abs(after.heap - before.heap) < LIKE) {
                return after;
            }
            before = after;
        }
        return before;
    }

    private static Memory now() {
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new Memory(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), direct);
    }
}
