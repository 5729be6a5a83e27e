package io.aiodiskdb.spring.bare;

import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.event.AioDiskDbEvent;
import io.aiodiskdb.spring.event.AioDiskDbWrittenEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** An application of the starter alone. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BareApplication {

    private final BlockingAioDiskDb database;
    private final List<AioDiskDbEvent> events = new CopyOnWriteArrayList<>();

    BareApplication(BlockingAioDiskDb database) {
        this.database = database;
    }

    /**
     * Starts it, and ends when it has started.
     *
     * @param arguments properties
     */
    public static void main(String[] arguments) {
        try (ConfigurableApplicationContext context = SpringApplication.run(BareApplication.class, arguments)) {
            System.out.println("Started with " + context.getBeanDefinitionCount() + " beans");
        }
    }

    @EventListener
    void on(AioDiskDbEvent event) {
        events.add(event);
    }

    BlockingAioDiskDb database() {
        return database;
    }

    /** {@return all events so far, in their order} */
    List<AioDiskDbEvent> events() {
        return events;
    }

    boolean hasHeardOf(ItemLocation location) {
        return events.stream()
                .anyMatch(event -> event instanceof AioDiskDbWrittenEvent written && written.covers(location));
    }
}
