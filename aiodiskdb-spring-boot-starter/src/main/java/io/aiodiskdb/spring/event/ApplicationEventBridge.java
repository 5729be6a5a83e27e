package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.DbEvent;
import java.util.concurrent.CountDownLatch;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes the events of databases as application events. Thread-safe.
 *
 * <p>Databases start while the context is still being made, when nobody could hear them. Until all beans are there, the
 * databases' own event threads wait here, and their queues, which are bounded, keep what happens meanwhile.
 */
public final class ApplicationEventBridge implements DatabaseObserver, SmartInitializingSingleton, DisposableBean {

    private final ApplicationEventPublisher publisher;
    private final CountDownLatch ready = new CountDownLatch(1);

    /** Written before the latch opens, or when the context has ended. */
    private volatile boolean closed;

    /**
     * Makes a bridge.
     *
     * @param publisher the application context
     */
    public ApplicationEventBridge(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    /**
     * Publishes the events of a database from now on.
     *
     * @param name name of the database
     * @param database the database, better not started yet
     */
    @Override
    public void connect(String name, AioDiskDb database) {
        database.addListener(event -> publish(name, database, event));
    }

    private void publish(String name, AioDiskDb database, DbEvent event) {
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the database wants its thread back
            return;
        }
        if (!closed) {
            publisher.publishEvent(AioDiskDbEvent.of(database, name, event));
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        ready.countDown();
    }

    @Override
    public void destroy() {
        closed = true;
        ready.countDown();
    }
}
