package io.aiodiskdb.spring.aot;

import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts, stores an item in each of its databases, tells what it has heard of that, and ends. */
@SpringBootApplication
public class AotApplication {

    /**
     * Runs it.
     *
     * @param arguments properties
     */
    public static void main(String[] arguments) {
        try (ConfigurableApplicationContext context = SpringApplication.run(AotApplication.class, arguments)) {
            System.out.println("ahead of time: " + AotDetector.useGeneratedArtifacts());
            context.getBean(TwoDatabases.class).use();
        }
    }
}
