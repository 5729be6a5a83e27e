package io.aiodiskdb.stress;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Flushes now and then. */
final class FlushingWorker extends Worker {

    private static final long MOST_PAUSE_NANOS = 60_000_000;
    private static final AtomicLong IDS = new AtomicLong();

    FlushingWorker(Load load) {
        super(load);
    }

    @Override
    void step(SplittableRandom random) {
        long id = IDS.incrementAndGet();
        load().log().append(new LogLine.FlushAsked(load().session(), id));
        load().db().blocking().flush();
        load().log().append(new LogLine.Flushed(load().session(), id));
    }

    @Override
    long pauseNanos(SplittableRandom random) {
        return random.nextLong(MOST_PAUSE_NANOS);
    }
}
