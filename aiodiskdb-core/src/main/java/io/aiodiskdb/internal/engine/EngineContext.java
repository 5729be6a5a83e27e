package io.aiodiskdb.internal.engine;

import io.aiodiskdb.event.DbEvent;
import java.time.Instant;

/** What the parts of an engine share: time, figures and the way to the listeners. Thread-safe. */
interface EngineContext {

    long nanoTime();

    Instant now();

    Counters counters();

    void publish(DbEvent event);
}
