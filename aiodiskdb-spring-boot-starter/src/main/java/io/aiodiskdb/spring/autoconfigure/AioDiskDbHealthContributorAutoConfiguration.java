package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.health.AioDiskDbHealthIndicator;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the health {@code aiodiskdb}: that of the only database, or those of several by their names. */
@AutoConfiguration(after = {AioDiskDbAutoConfiguration.class, AioDiskDbBlockingAutoConfiguration.class})
@ConditionalOnClass({ConditionalOnEnabledHealthIndicator.class, HealthContributor.class})
@ConditionalOnBean({AioDiskDb.class, AioDiskDbRegistry.class})
@ConditionalOnEnabledHealthIndicator("aiodiskdb")
public final class AioDiskDbHealthContributorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = {"aiodiskdbHealthIndicator", "aiodiskdbHealthContributor"})
    HealthContributor aiodiskdbHealthContributor(AioDiskDbRegistry registry) {
        Map<String, AioDiskDb> databases = registry.databases();
        return databases.size() == 1
                ? AioDiskDbHealthIndicator.of(databases.values().iterator().next())
                : CompositeHealthContributor.fromMap(databases, AioDiskDbHealthIndicator::of);
    }
}
