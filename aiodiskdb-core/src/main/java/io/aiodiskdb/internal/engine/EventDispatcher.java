package io.aiodiskdb.internal.engine;

import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.DbEventListener;
import io.aiodiskdb.event.Written;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to listeners, in order and on a thread of their own. Thread-safe; publishing neither blocks nor runs code
 * of the user.
 *
 * <p>The queue is bounded. When listeners are slow, ranges that lie side by side are announced as one; if that does not
 * suffice, the oldest events are dropped and counted.
 */
final class EventDispatcher {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    private static final int MERGE_FROM = 1024;
    private static final int MOST_EVENTS = 16_384;

    private final List<DbEventListener> listeners = new CopyOnWriteArrayList<>();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder listenerFailures = new LongAdder();

    /** Guarded by this. */
    private final ArrayDeque<DbEvent> queue = new ArrayDeque<>();

    /** Whether there is a task that delivers. Guarded by this, but for a thread that cannot start it: it resets it without a call. */
    private volatile boolean delivering;

    void add(DbEventListener listener) {
        listeners.add(listener);
    }

    void remove(DbEventListener listener) {
        listeners.remove(listener);
    }

    long dropped() {
        return dropped.sum();
    }

    long listenerFailures() {
        return listenerFailures.sum();
    }

    /**
     * Takes an event. If it ends with an error, the event is delivered with the next one, and taking it again does no harm.
     *
     * @param executor delivers it, one task at a time
     */
    void publish(DbEvent event, Executor executor) {
        if (listeners.isEmpty()) {
            return;
        }
        synchronized (this) {
            enqueue(event);
            if (delivering) {
                return;
            }
            delivering = true;
        }
        boolean handedOver = false;
        try {
            executor.execute(this::deliver);
            handedOver = true;
        } finally {
            if (!handedOver) {
                delivering = false;
            }
        }
    }

    private synchronized void enqueue(DbEvent event) {
        if (event.equals(queue.peekLast())) {
            return; // taken again
        }
        DbEvent last = queue.size() < MERGE_FROM ? null : queue.peekLast();
        Written merged = last == null ? null : merge(last, event);
        if (merged != null) {
            queue.removeLast();
            queue.add(merged);
            return;
        }
        if (queue.size() == MOST_EVENTS) {
            queue.remove();
            dropped.increment();
        }
        queue.add(event);
    }

    private static @Nullable Written merge(DbEvent first, DbEvent second) {
        return first instanceof Written a
                        && second instanceof Written b
                        && a.index() == b.index()
                        && a.position() + a.size() == b.position()
                ? new Written(b.timestamp(), a.index(), a.position(), a.size() + b.size(), a.items() + b.items())
                : null;
    }

    private void deliver() {
        for (DbEvent event = next(); event != null; event = next()) {
            for (DbEventListener listener : listeners) {
                deliver(event, listener);
            }
        }
    }

    private synchronized @Nullable DbEvent next() {
        DbEvent event = queue.poll();
        delivering = event != null;
        return event;
    }

    private void deliver(DbEvent event, DbEventListener listener) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException | Error e) {
            listenerFailures.increment();
            log.error("Listener {} failed on {}", listener, event, e);
        }
    }
}
