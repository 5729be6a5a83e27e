package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of an {@link AioDiskDb} and its blocking view.
 *
 * <p>The database runs before any other bean receives it, so it can be used in {@code @PostConstruct}. It is stopped after
 * the web server and the executors, and before the beans are destroyed.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "aiodiskdb.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AioDiskDbProperties.class)
public final class AioDiskDbAutoConfiguration {

    /** The blocking view of the only or primary database, be it configured here or a bean of the user's. */
    @Bean
    @ConditionalOnSingleCandidate(AioDiskDb.class)
    @ConditionalOnMissingBean
    BlockingAioDiskDb blockingAioDiskDb(AioDiskDb database) {
        return database.blocking();
    }

    /** The database of the properties, with its lifecycle; a database that the user brings has its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(AioDiskDb.class)
    static class ConfiguredDatabase {

        /** Closed with the context: that releases the lock also when the context never got as far as its lifecycle. */
        @Bean(destroyMethod = "close")
        AioDiskDb aioDiskDb(AioDiskDbProperties properties) {
            AioDiskDb database = new DatabaseFactory(AioDiskDbProperties.PREFIX).create(properties);
            database.blocking().start();
            return database;
        }

        @Bean
        DatabaseLifecycle aioDiskDbLifecycle(AioDiskDb database) {
            return new DatabaseLifecycle(database);
        }
    }
}
