package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.endpoint.AioDiskDbEndpoint;
import io.aiodiskdb.spring.endpoint.AioDiskDbEndpointWebExtension;
import io.aiodiskdb.spring.endpoint.RecentEvents;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the endpoint {@code aiodiskdb}. */
@AutoConfiguration(after = AioDiskDbAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean({AioDiskDb.class, AioDiskDbRegistry.class})
@ConditionalOnAvailableEndpoint(AioDiskDbEndpoint.class)
public final class AioDiskDbEndpointAutoConfiguration {

    /** Static: it listens to databases before they are started, and so before other beans are made. */
    @Bean
    @ConditionalOnMissingBean
    static RecentEvents aioDiskDbRecentEvents(ObjectProvider<AioDiskDbRegistry> registry) {
        return new RecentEvents(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    AioDiskDbEndpoint aioDiskDbEndpoint(
            AioDiskDbRegistry registry, ObjectProvider<AioDiskDb> databases, RecentEvents events) {
        return new AioDiskDbEndpoint(registry, databases::getIfUnique, events);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(AioDiskDbEndpoint.class)
    @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
    AioDiskDbEndpointWebExtension aioDiskDbEndpointWebExtension(AioDiskDbEndpoint endpoint) {
        return new AioDiskDbEndpointWebExtension(endpoint);
    }
}
