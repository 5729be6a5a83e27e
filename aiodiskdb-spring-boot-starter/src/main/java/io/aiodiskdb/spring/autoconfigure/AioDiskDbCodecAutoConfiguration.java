package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.codec.JacksonCodecs;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Auto-configuration of codecs that share the application's JSON mapper, for any number of databases. */
@AutoConfiguration(
        after = AioDiskDbAutoConfiguration.class,
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnBooleanProperty(name = "aiodiskdb.enabled", matchIfMissing = true)
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnBean(AioDiskDb.class)
public final class AioDiskDbCodecAutoConfiguration {

    @Bean
    @ConditionalOnSingleCandidate(JsonMapper.class)
    @ConditionalOnMissingBean
    JacksonCodecs jacksonCodecs(JsonMapper mapper) {
        return new JacksonCodecs(mapper);
    }
}
