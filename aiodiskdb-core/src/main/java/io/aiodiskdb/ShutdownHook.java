package io.aiodiskdb;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a database when the JVM ends by itself, by SIGTERM or by SIGINT. Thread-safe. */
final class ShutdownHook {

    private static final Logger log = LoggerFactory.getLogger(ShutdownHook.class);

    private final AioDiskDb database;
    private final AtomicReference<@Nullable Thread> registered = new AtomicReference<>();

    ShutdownHook(AioDiskDb database) {
        this.database = database;
    }

    void register() {
        Thread hook = new Thread(this::run, "aiodiskdb-shutdown");
        if (registered.compareAndSet(null, hook)) {
            try {
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (IllegalStateException e) {
                registered.set(null);
                log.debug("The JVM ends already", e);
            }
        }
    }

    void unregister() {
        Thread hook = registered.getAndSet(null);
        if (hook == null || hook == Thread.currentThread()) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            log.debug("The JVM ends already, and the hook with it", e);
        }
    }

    private void run() {
        try {
            database.close();
        } catch (RuntimeException e) {
            log.error("Cannot close the database at the end of the JVM", e);
        }
    }
}
