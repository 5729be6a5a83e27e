package io.aiodiskdb.sample;

import io.aiodiskdb.sample.web.MemoryBudget;
import io.aiodiskdb.sample.web.SampleProperties;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;

/** Stores what is posted to it: items under their locations, and documents with their names. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class SampleApplication {

    /**
     * Runs the application until it is told to stop.
     *
     * @param arguments properties, such as {@code --aiodiskdb.path=/srv/items}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(SampleApplication.class, arguments);
    }

    @Bean
    MemoryBudget memoryBudget(SampleProperties properties) {
        return new MemoryBudget(properties.memory().toBytes());
    }

    /** Lets a client that asks before it sends a large body hear at once that the body is too large. */
    @Bean
    TomcatConnectorCustomizer continueWhenTheBodyIsRead() {
        return connector -> connector.setProperty("continueResponseTiming", "onRead");
    }
}
