package io.aiodiskdb.internal.engine;

import io.aiodiskdb.internal.buffer.BufferSlots;

/** Asks for a flush when the last one was long ago. Thread-safe. */
final class FlushInterval {

    private final BufferSlots slots;
    private final Flusher flusher;
    private final Timer timer;
    private final EngineContext context;
    private final long intervalNanos;

    FlushInterval(BufferSlots slots, Flusher flusher, Timer timer, EngineContext context, long intervalNanos) {
        this.slots = slots;
        this.flusher = flusher;
        this.timer = timer;
        this.context = context;
        this.intervalNanos = intervalNanos;
    }

    /** Begins; ends with the timer. */
    void begin() {
        timer.schedule(this::look, intervalNanos);
    }

    private void look() {
        long left = flusher.lastFlushNanos() + intervalNanos - context.nanoTime();
        if (left <= 0) {
            slots.requestFlush();
            left = intervalNanos;
        }
        timer.schedule(this::look, left);
    }
}
