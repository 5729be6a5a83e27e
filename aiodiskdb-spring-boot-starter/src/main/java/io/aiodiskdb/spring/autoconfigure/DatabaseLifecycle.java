package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.DbEventListener;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.model.DbState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Stops and starts a database with its application context. Thread-safe.
 *
 * <p>The bean method has started the database already, so that other beans can use it while they are made; here it is
 * started only after a pause or a stop of the context. A stop gives the lock on the directory back.
 */
final class DatabaseLifecycle implements SmartLifecycle {

    /**
     * Among the first to start and the last to stop: behind the web server, which lets the requests in flight end, behind
     * the executors that take part in the lifecycle (those of pools; not those that begin a thread for each task, virtual
     * ones for example), and behind everything whose phase says nothing.
     */
    static final int PHASE = Integer.MIN_VALUE / 2;

    private static final Logger log = LoggerFactory.getLogger(DatabaseLifecycle.class);

    /** A listener that hangs must not hold up the end of the application for longer. */
    private static final long LAST_EVENT_SECONDS = 10;

    private final AioDiskDb database;

    DatabaseLifecycle(AioDiskDb database) {
        this.database = database;
    }

    @Override
    public void start() {
        DbState state = database.state();
        if (state == DbState.NEW || state == DbState.STOPPED) {
            database.blocking().start();
        }
    }

    @Override
    public void stop() {
        database.blocking().stop();
    }

    /**
     * Stops without blocking, and waits until the listeners have heard of it, while there still is a context in which they
     * can. Calls back in any case: if the last flush finds no room, the database goes on, and the close of the bean tries
     * once more.
     */
    @Override
    public void stop(Runnable callback) {
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        // Listeners are told one after the other: when this one hears of the stop, those registered before it have.
        DbEventListener last = event -> {
            if (event instanceof Stopped) {
                heard.complete(true);
            }
        };
        database.addListener(last);
        CompletableFuture<Void> unused = database.stop()
                .thenCompose(nothing -> heard.completeOnTimeout(false, LAST_EVENT_SECONDS, TimeUnit.SECONDS))
                .handle((wasHeard, failure) -> {
                    database.removeListener(last);
                    logOutcome(wasHeard, failure);
                    callback.run();
                    return null;
                });
    }

    private void logOutcome(@Nullable Boolean wasHeard, @Nullable Throwable failure) {
        if (failure != null) {
            log.error("Could not stop the database in {}", database.config().path(), failure);
        } else if (Boolean.FALSE.equals(wasHeard)) {
            log.warn(
                    "The database in {} has stopped, but a listener to its events has not ended within {} s",
                    database.config().path(),
                    LAST_EVENT_SECONDS);
        }
    }

    /** {@return whether there is something to stop, a failed database included} */
    @Override
    public boolean isRunning() {
        @Nullable DbState state = database.state(); // null from a mock that has taken the database's place in a test
        return state != null && state != DbState.NEW && state != DbState.STOPPED;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
