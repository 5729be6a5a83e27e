package io.aiodiskdb.sample.live;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A client with the events that wait for it. Thread-safe.
 *
 * <p>A thread works for it only while there is something to send. A client that takes nothing holds that thread no longer
 * than the server's write timeout, and is given up when its queue is full.
 */
final class LiveClient {

    private static final Logger log = LoggerFactory.getLogger(LiveClient.class);

    /** Without a timeout: a client that has gone is noticed by a write that fails. */
    private final SseEmitter emitter = new SseEmitter(0L);

    private final Executor executor;
    private final int maxQueue;

    /** Also the lock that guards it, and the two fields below. */
    private final Queue<LiveMessage> queue = new ArrayDeque<>();

    private boolean sending;
    private boolean closed;

    LiveClient(Executor executor, int maxQueue) {
        this.executor = executor;
        this.maxQueue = maxQueue;
    }

    SseEmitter emitter() {
        return emitter;
    }

    /** Queues an event; does not block. */
    void offer(LiveMessage message) {
        synchronized (queue) {
            if (closed) {
                return;
            }
            queue.removeIf(waiting -> waiting.isOutdatedBy(message));
            if (queue.size() >= maxQueue) {
                log.info("Disconnecting a client of the live events: {} events wait for it", queue.size());
                closed = true;
                queue.clear();
            } else {
                queue.add(message);
            }
            if (!sending) {
                sending = true;
                executor.execute(this::send);
            }
        }
    }

    /** Disconnects as soon as nothing is being sent. */
    void close() {
        synchronized (queue) {
            closed = true;
            queue.clear();
            if (!sending) {
                sending = true;
                executor.execute(this::send);
            }
        }
    }

    private void send() {
        try {
            for (LiveMessage message = next(); message != null; message = next()) {
                emitter.send(message.toServerSentEvent());
            }
        } catch (IOException | IllegalStateException e) {
            log.debug("A client of the live events has gone", e);
            synchronized (queue) {
                closed = true;
                queue.clear();
            }
        }
        completeIfClosed();
    }

    private @Nullable LiveMessage next() {
        synchronized (queue) {
            LiveMessage message = queue.poll();
            sending = message != null;
            return message;
        }
    }

    private void completeIfClosed() {
        synchronized (queue) {
            if (!closed) {
                return;
            }
        }
        emitter.complete();
    }
}
