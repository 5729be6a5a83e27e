package io.aiodiskdb.spring.bare;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** This module's class path is what it claims to be: without it the other tests here would prove nothing. */
class BareClassPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
                "org.springframework.boot.health.contributor.HealthIndicator",
                "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
                "io.micrometer.core.instrument.MeterRegistry",
                "org.springframework.web.context.WebApplicationContext",
                "org.springframework.http.HttpRange",
                "jakarta.servlet.Servlet",
                "tools.jackson.databind.json.JsonMapper",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "com.fasterxml.jackson.annotation.JsonProperty",
                "reactor.core.publisher.Flux",
                "org.reactivestreams.Publisher",
                "org.springframework.transaction.PlatformTransactionManager",
                "org.springframework.jdbc.core.JdbcTemplate",
                "org.springframework.test.context.TestContext"
            })
    void doesNotHave(String type) {
        assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
    }
}
