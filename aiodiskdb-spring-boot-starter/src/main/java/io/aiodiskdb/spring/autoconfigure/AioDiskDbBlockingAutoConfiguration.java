package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the blocking view of a database that is a bean of the user's. */
@AutoConfiguration(after = AioDiskDbAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "aiodiskdb.enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(AioDiskDb.class)
public final class AioDiskDbBlockingAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    BlockingAioDiskDb blockingAioDiskDb(AioDiskDb database) {
        return database.blocking();
    }
}
