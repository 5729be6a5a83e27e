package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.buffer.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ends the waiting of those who have waited for too long. Thread-safe. */
final class Deadlines {

    private final BufferSlots slots;
    private final Timer timer;
    private final EngineContext context;
    private final Duration timeout;

    /** Gives what the disk last said, if it takes nothing now. */
    private final Supplier<@Nullable IOException> trouble;

    private final AtomicBoolean planned = new AtomicBoolean();

    Deadlines(
            BufferSlots slots,
            Timer timer,
            EngineContext context,
            Duration timeout,
            Supplier<@Nullable IOException> trouble) {
        this.slots = slots;
        this.timer = timer;
        this.context = context;
        this.timeout = timeout;
        this.trouble = trouble;
    }

    /** Takes note that somebody waits. */
    void watch() {
        if (!planned.getAndSet(true)) {
            timer.schedule(this::expire, timeout.toNanos());
        }
    }

    private void expire() {
        long now = context.nanoTime();
        long next = slots.expire(now, this::reason);
        if (next != Long.MAX_VALUE) {
            timer.schedule(this::expire, Math.max(1, next - now));
            return;
        }
        planned.set(false);
        if (slots.hasWaiting()) {
            watch(); // it came between the two lines above
        }
    }

    private AioDiskDbException reason(Waiting overdue) {
        IOException cause = trouble.get();
        String why = "no room in the buffers for " + timeout.toMillis() + " ms (the setting timeout)"
                + (cause == null ? "" : ", because the storage does not take what is in them: " + cause.getMessage());
        if (overdue.data() == null) {
            return new StorageFullException("not flushed: " + why, cause);
        }
        return new AddTimeoutException("not added: " + why, cause);
    }
}
