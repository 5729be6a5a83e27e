package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.DbState;
import java.util.concurrent.CompletableFuture;
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
     * the executors, and behind everything whose phase says nothing.
     */
    static final int PHASE = Integer.MIN_VALUE / 2;

    private static final Logger log = LoggerFactory.getLogger(DatabaseLifecycle.class);

    private final AioDiskDb database;

    DatabaseLifecycle(AioDiskDb database) {
        this.database = database;
    }

    @Override
    public void start() {
        if (!isRunning()) {
            database.blocking().start();
        }
    }

    @Override
    public void stop() {
        database.blocking().stop();
    }

    /**
     * Stops without blocking. Calls back in any case: if the last flush finds no room, the database goes on, and the
     * close of the bean tries once more.
     */
    @Override
    public void stop(Runnable callback) {
        CompletableFuture<Void> unused = database.stop().whenComplete((nothing, failure) -> {
            logFailure(failure);
            callback.run();
        });
    }

    private void logFailure(@Nullable Throwable failure) {
        if (failure != null) {
            log.error("Could not stop the database in {}", database.config().path(), failure);
        }
    }

    /** {@return whether there is something to stop, a failed database included} */
    @Override
    public boolean isRunning() {
        DbState state = database.state();
        return state != DbState.NEW && state != DbState.STOPPED;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
