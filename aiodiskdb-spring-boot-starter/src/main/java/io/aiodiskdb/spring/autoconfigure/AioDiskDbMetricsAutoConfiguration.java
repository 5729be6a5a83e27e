package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.metrics.AioDiskDbMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the meters of all databases. */
@AutoConfiguration(
        after = AioDiskDbAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({MeterRegistry.class, MeterBinder.class})
@ConditionalOnBean({AioDiskDb.class, AioDiskDbRegistry.class, MeterRegistry.class})
public final class AioDiskDbMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "aioDiskDbMetrics")
    MeterBinder aioDiskDbMetrics(AioDiskDbRegistry databases) {
        return meters ->
                databases.databases().forEach((name, database) -> new AioDiskDbMetrics(database, name).bindTo(meters));
    }
}
