package io.aiodiskdb.sample.store;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.sample.live.LiveEvents;
import io.aiodiskdb.sample.live.LiveListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Sends the state of the store to the live events: the figures once a second, the data files when something about them has
 * changed. Looks at neither while nobody listens. Stopped early, because it uses everything else.
 */
@Component
class StoreFeed implements SmartLifecycle, LiveListener {

    private static final Logger log = LoggerFactory.getLogger(StoreFeed.class);

    private static final long TICK_MILLIS = 250;
    private static final int TICKS_PER_SECOND = 4;

    private final StoreInspector inspector;
    private final LiveEvents live;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, daemons());

    /** This and the next one are confined to the executor's only thread. */
    private List<FileView> lastFiles = List.of();

    private long ticks;

    /** Touched by the lifecycle alone, but any thread may ask whether it is there. */
    private volatile @Nullable ScheduledFuture<?> ticking;

    StoreFeed(StoreInspector inspector, LiveEvents live) {
        this.inspector = inspector;
        this.live = live;
    }

    private static CustomizableThreadFactory daemons() {
        CustomizableThreadFactory factory = new CustomizableThreadFactory("store-feed-");
        factory.setDaemon(true);
        return factory;
    }

    /** Everybody gets what the newcomer needs. */
    @Override
    public void clientConnected() {
        executor.execute(() -> publish(true, true));
    }

    private void tick() {
        ticks++;
        publish(ticks % TICKS_PER_SECOND == 0, false);
    }

    /** Fails never: a task that fails is not run again. */
    private void publish(boolean store, boolean allFiles) {
        if (!live.hasClients()) {
            return;
        }
        try {
            if (store) {
                live.publish("store", inspector.store());
            }
            List<FileView> files = inspector.files();
            if (allFiles || !files.equals(lastFiles)) {
                live.publish("files", Map.of("files", files));
                lastFiles = files;
            }
        } catch (AioDiskDbException | DataAccessException e) {
            log.debug("The store cannot be looked at", e);
        } catch (RuntimeException e) {
            log.warn("The store could not be looked at", e);
        }
    }

    @Override
    public void start() {
        ticking = executor.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        ScheduledFuture<?> current = ticking;
        if (current != null) {
            current.cancel(false);
        }
        ticking = null;
    }

    @Override
    public boolean isRunning() {
        return ticking != null;
    }
}
