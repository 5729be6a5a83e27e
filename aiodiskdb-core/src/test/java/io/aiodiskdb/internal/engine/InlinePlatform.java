package io.aiodiskdb.internal.engine;

import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.model.AioDiskDbConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * A platform without threads and without time: everything happens on the calling thread, and timers ring when the test says
 * so. With a simulated storage, what an engine does is decided by seeds alone.
 */
public final class InlinePlatform implements Platform {

    private final Storage storage;
    private final SplittableRandom random;
    private final UnaryOperator<EngineThreads> threads;
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparingLong(Alarm::at));
    private long nanos;

    public InlinePlatform(Storage storage, long seed) {
        this(storage, seed, UnaryOperator.identity());
    }

    /**
     * Makes a platform.
     *
     * @param threads makes other threads of those that run everything at once
     */
    public InlinePlatform(Storage storage, long seed, UnaryOperator<EngineThreads> threads) {
        this.storage = storage;
        this.random = new SplittableRandom(seed);
        this.threads = threads;
    }

    private record Alarm(long at, Runnable task) {}

    /** Lets time pass, and what was planned happen. */
    public void advance(long passingNanos) {
        long until = nanos + passingNanos;
        while (!alarms.isEmpty() && alarms.element().at() <= until) {
            Alarm alarm = alarms.remove();
            nanos = alarm.at();
            alarm.task().run();
        }
        nanos = until;
    }

    @Override
    public LockedStorage open(AioDiskDbConfig config) {
        return new LockedStorage(storage, () -> {});
    }

    @Override
    public void destroy(AioDiskDbConfig config) throws IOException {
        NioPlatform.deleteFiles(storage, new FileNames(config.filePrefix(), config.filePadding()), () -> {});
    }

    @Override
    public EngineThreads newThreads(AioDiskDbConfig config) {
        alarms.clear();
        return threads.apply(new InlineThreads());
    }

    @Override
    public Executor newCompletions(AioDiskDbConfig config) {
        return Runnable::run;
    }

    @Override
    public ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocateDirect(capacity);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long random() {
        return random.nextLong();
    }

    private final class InlineThreads implements EngineThreads {

        private boolean closed;

        @Override
        public Executor committer() {
            return Runnable::run;
        }

        @Override
        public Executor forces() {
            return Runnable::run;
        }

        @Override
        public Executor readers() {
            return Runnable::run;
        }

        @Override
        public Executor events() {
            return Runnable::run;
        }

        @Override
        public Timer timer() {
            return (task, delayNanos) -> {
                Alarm alarm = new Alarm(nanos + delayNanos, () -> {
                    if (!closed) {
                        task.run();
                    }
                });
                alarms.add(alarm);
                return () -> alarms.remove(alarm);
            };
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
