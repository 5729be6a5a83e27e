package io.aiodiskdb;

import io.aiodiskdb.internal.engine.EngineThreads;
import io.aiodiskdb.internal.engine.NioPlatform;
import io.aiodiskdb.internal.engine.Platform;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.AioDiskDbConfig;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real world, but for the disk. Once the power is off its clock runs very fast, so that nobody waits for a disk that
 * will never answer.
 */
final class SimulatedPlatform implements Platform {

    private static final long HOUR_NANOS = 3_600_000_000_000L;

    private final NioPlatform real = new NioPlatform();
    private final SimulatedStorage disk;
    private final AtomicLong ahead = new AtomicLong();

    SimulatedPlatform(SimulatedStorage disk) {
        this.disk = disk;
    }

    @Override
    public LockedStorage open(AioDiskDbConfig config) {
        return new LockedStorage(disk, () -> {});
    }

    @Override
    public void destroy(AioDiskDbConfig config) {
        throw new UnsupportedOperationException("there is no directory");
    }

    @Override
    public EngineThreads newThreads(AioDiskDbConfig config) {
        return real.newThreads(config);
    }

    @Override
    public Executor newCompletions(AioDiskDbConfig config) {
        return real.newCompletions(config);
    }

    @Override
    public ByteBuffer allocate(int capacity) {
        return real.allocate(capacity);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + (disk.isPowerOff() ? ahead.addAndGet(HOUR_NANOS) : ahead.get());
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public long random() {
        return real.random();
    }
}
