package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.event.ApplicationEventBridge;
import io.aiodiskdb.spring.event.DatabaseObserver;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of databases: an {@link AioDiskDb} from the properties {@code aiodiskdb.*}, further ones from
 * {@code aiodiskdb.databases.<name>.*}, and the blocking view of each.
 *
 * <p>A database runs before any other bean receives it, so it can be used in {@code @PostConstruct}. It is stopped after
 * the web server and the executors, and before the beans are destroyed.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "aiodiskdb.enabled", matchIfMissing = true)
@EnableConfigurationProperties({AioDiskDbProperties.class, AioDiskDbDatabasesProperties.class})
@Import(DatabaseRegistrar.class)
public final class AioDiskDbAutoConfiguration {

    @Bean(ConfiguredDatabases.BEAN)
    static ConfiguredDatabases configuredDatabases(
            AioDiskDbProperties defaults,
            AioDiskDbDatabasesProperties named,
            ObjectProvider<AioDiskDbBuilderCustomizer> customizers,
            ObjectProvider<DatabaseObserver> observers,
            Environment environment) {
        return new ConfiguredDatabases(defaults, named, customizers, observers, environment);
    }

    /** All databases by name, those that are beans of the user's as well. */
    @Bean
    @ConditionalOnMissingBean
    AioDiskDbRegistry aioDiskDbRegistry(ConfigurableListableBeanFactory beans) {
        return new AioDiskDbRegistry(
                () -> SimpleAutowireCandidateResolver.resolveAutowireCandidates(beans, AioDiskDb.class, false, true));
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBooleanProperty(name = "aiodiskdb.events.enabled", matchIfMissing = true)
    static ApplicationEventBridge aioDiskDbEvents(ApplicationEventPublisher publisher) {
        return new ApplicationEventBridge(publisher);
    }

    /** It has to hear that all beans are there, or the databases' events would be held back for ever. */
    @Bean
    static LazyInitializationExcludeFilter eagerAioDiskDbEvents() {
        return LazyInitializationExcludeFilter.forBeanTypes(ApplicationEventBridge.class);
    }
}
