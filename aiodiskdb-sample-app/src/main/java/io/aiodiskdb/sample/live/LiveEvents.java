package io.aiodiskdb.sample.live;

import io.aiodiskdb.sample.web.BusyException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends events to the pages that are open. Thread-safe; publishing never blocks.
 *
 * <p>Stopped as the first of all: the web server waits for the requests in flight, and this kind never ends by itself.
 */
@Component
public final class LiveEvents implements SmartLifecycle {

    private final JsonMapper json;
    private final LiveProperties properties;
    private final Semaphore places;
    private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor senders;
    private final ScheduledThreadPoolExecutor heartbeats;

    /** Whether clients are let in; volatile because requests look at it without a lock. */
    private volatile boolean running;

    /** Touched by the lifecycle alone. */
    private @Nullable ScheduledFuture<?> heartbeat;

    LiveEvents(JsonMapper json, LiveProperties properties) {
        this.json = json;
        this.properties = properties;
        this.places = new Semaphore(properties.maxClients());
        // A client has at most one task at a time, so the queue is as bounded as the clients are.
        this.senders = new ThreadPoolExecutor(
                properties.maxClients(),
                properties.maxClients(),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("live-sender-"));
        this.senders.allowCoreThreadTimeOut(true);
        this.heartbeats = new ScheduledThreadPoolExecutor(1, daemons("live-heartbeat-"));
    }

    private static CustomizableThreadFactory daemons(String prefix) {
        CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
        factory.setDaemon(true);
        return factory;
    }

    /**
     * Sends an event to everybody who listens.
     *
     * @param event its name
     * @param data made into JSON, if anybody listens
     */
    public void publish(String event, Object data) {
        if (hasClients()) {
            send(new LiveMessage(event, json.writeValueAsString(data)));
        }
    }

    /** {@return whether anybody listens} */
    public boolean hasClients() {
        return !clients.isEmpty();
    }

    /**
     * Lets a client in.
     *
     * @return what the controller returns
     * @throws BusyException if there are too many already
     */
    SseEmitter connect() {
        if (!running || !places.tryAcquire()) {
            throw new BusyException("There are live events for " + properties.maxClients()
                    + " clients at a time (sample.live.max-clients). Try again.");
        }
        LiveClient client = new LiveClient(senders, properties.maxQueue());
        clients.add(client);
        client.emitter().onCompletion(() -> forget(client));
        if (!running) {
            client.close(); // the stop may have missed it
        }
        return client.emitter();
    }

    private void forget(LiveClient client) {
        if (clients.remove(client)) {
            places.release();
        }
        client.close();
    }

    private void send(LiveMessage message) {
        clients.forEach(client -> client.offer(message));
    }

    @Override
    public void start() {
        long millis = properties.heartbeat().toMillis();
        heartbeat = heartbeats.scheduleAtFixedRate(
                () -> send(LiveMessage.HEARTBEAT), millis, millis, TimeUnit.MILLISECONDS);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
        clients.forEach(LiveClient::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
