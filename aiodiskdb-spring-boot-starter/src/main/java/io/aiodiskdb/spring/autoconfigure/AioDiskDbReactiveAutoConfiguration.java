package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.reactive.ReactiveAioDiskDb;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Flux;

/** Auto-configuration of the view for Reactor of the only or primary database. */
@AutoConfiguration(after = AioDiskDbAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "aiodiskdb.enabled", matchIfMissing = true)
@ConditionalOnClass(Flux.class)
public final class AioDiskDbReactiveAutoConfiguration {

    @Bean
    @ConditionalOnSingleCandidate(AioDiskDb.class)
    @ConditionalOnMissingBean
    ReactiveAioDiskDb reactiveAioDiskDb(AioDiskDb database) {
        return new ReactiveAioDiskDb(database);
    }
}
