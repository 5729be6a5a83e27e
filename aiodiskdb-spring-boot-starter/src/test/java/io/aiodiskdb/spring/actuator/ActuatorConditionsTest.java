package io.aiodiskdb.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbAutoConfiguration;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbBlockingAutoConfiguration;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbEndpointAutoConfiguration;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbHealthContributorAutoConfiguration;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbMetricsAutoConfiguration;
import io.aiodiskdb.spring.endpoint.AioDiskDbEndpoint;
import io.aiodiskdb.spring.endpoint.AioDiskDbEndpointWebExtension;
import io.aiodiskdb.spring.endpoint.RecentEvents;
import io.aiodiskdb.spring.health.AioDiskDbHealthIndicator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** When there are health, meters and endpoint, and when there are not. */
class ActuatorConditionsTest {

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AioDiskDbAutoConfiguration.class,
                        AioDiskDbBlockingAutoConfiguration.class,
                        AioDiskDbHealthContributorAutoConfiguration.class,
                        AioDiskDbMetricsAutoConfiguration.class,
                        AioDiskDbEndpointAutoConfiguration.class))
                .withPropertyValues("aiodiskdb.path=" + directory.resolve("db"));
    }

    @Test
    void areRegistered() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(
                        AioDiskDbHealthContributorAutoConfiguration.class.getName(),
                        AioDiskDbMetricsAutoConfiguration.class.getName(),
                        AioDiskDbEndpointAutoConfiguration.class.getName());
    }

    @Nested
    class Health {

        @Test
        void isThatOfTheOnlyDatabase() {
            runner.run(context -> assertThat(context.getBean("aiodiskdbHealthContributor"))
                    .isInstanceOfSatisfying(
                            AioDiskDbHealthIndicator.class,
                            indicator ->
                                    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP)));
        }

        @Test
        void isACompositeOfSeveralDatabases() {
            runner.withPropertyValues("aiodiskdb.databases.archive.path=" + directory.resolve("archive"))
                    .run(context -> {
                        CompositeHealthContributor composite = context.getBean(CompositeHealthContributor.class);
                        assertThat(composite.stream().map(entry -> entry.name()))
                                .containsExactlyInAnyOrder("default", "archive");
                        context.getBean("archiveAioDiskDb", AioDiskDb.class)
                                .blocking()
                                .stop();
                        assertThat(status(composite, "archive")).isEqualTo(Status.DOWN);
                        assertThat(status(composite, "default")).isEqualTo(Status.UP);
                    });
        }

        private static Status status(CompositeHealthContributor composite, String name) {
            return ((HealthIndicator) composite.getContributor(name)).health().getStatus();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "management.health.aiodiskdb.enabled=false",
                    "management.health.defaults.enabled=false",
                    "aiodiskdb.enabled=false"
                })
        void isOffByProperty(String property) {
            runner.withPropertyValues(property)
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
        }

        @ParameterizedTest
        @ValueSource(classes = {HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
        void isOffWithoutItsLibrary(Class<?> missing) {
            runner.withClassLoader(new FilteredClassLoader(missing))
                    .run(context -> assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(AioDiskDb.class)
                            .doesNotHaveBean(AioDiskDbHealthContributorAutoConfiguration.class));
        }

        @ParameterizedTest
        @ValueSource(strings = {"aiodiskdbHealthIndicator", "aiodiskdbHealthContributor"})
        void backsOffFromTheUsers(String name) {
            HealthIndicator own = () -> null;
            runner.withBean(name, HealthIndicator.class, () -> own)
                    .run(context ->
                            assertThat(context.getBean(HealthContributor.class)).isSameAs(own));
        }
    }

    @Nested
    class Meters {

        private ApplicationContextRunner withRegistry() {
            return runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new);
        }

        @Test
        void areThoseOfAllDatabases() {
            runner.withConfiguration(AutoConfigurations.of(
                            MetricsAutoConfiguration.class,
                            CompositeMeterRegistryAutoConfiguration.class,
                            SimpleMetricsExportAutoConfiguration.class))
                    .withPropertyValues("aiodiskdb.databases.archive.path=" + directory.resolve("archive"))
                    .run(context -> {
                        MeterRegistry meters = context.getBean(MeterRegistry.class);
                        for (String name : new String[] {"default", "archive"}) {
                            assertThat(meters.get("aiodiskdb.state")
                                            .tag("database", name)
                                            .gauge()
                                            .value())
                                    .isEqualTo(2);
                        }
                    });
        }

        @Test
        void areOffByTheFilterOfSpringBoot() {
            runner.withConfiguration(AutoConfigurations.of(
                            MetricsAutoConfiguration.class,
                            CompositeMeterRegistryAutoConfiguration.class,
                            SimpleMetricsExportAutoConfiguration.class))
                    .withPropertyValues("management.metrics.enable.aiodiskdb=false")
                    .run(context -> assertThat(context.getBean(MeterRegistry.class)
                                    .find("aiodiskdb.state")
                                    .gauge())
                            .isNull());
        }

        @Test
        void areOffWithoutARegistry() {
            runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterBinder.class));
        }

        @Test
        void areOffWithoutDatabases() {
            withRegistry()
                    .withPropertyValues("aiodiskdb.enabled=false")
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterBinder.class));
        }

        @ParameterizedTest
        @ValueSource(classes = {MeterRegistry.class, MeterBinder.class})
        void areOffWithoutTheirLibrary(Class<?> missing) {
            runner.withClassLoader(new FilteredClassLoader(missing))
                    .run(context -> assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(AioDiskDb.class)
                            .doesNotHaveBean(AioDiskDbMetricsAutoConfiguration.class));
        }

        @Test
        void backOffFromTheUsersBinder() {
            MeterBinder own = mock();
            withRegistry()
                    .withBean("aioDiskDbMetrics", MeterBinder.class, () -> own)
                    .run(context ->
                            assertThat(context.getBean(MeterBinder.class)).isSameAs(own));
        }
    }

    @Nested
    class TheEndpoint {

        private ApplicationContextRunner exposed() {
            return runner.withPropertyValues("management.endpoints.web.exposure.include=aiodiskdb");
        }

        @Test
        void isThereIfItIsExposed() {
            exposed()
                    .run(context -> assertThat(context)
                            .hasSingleBean(AioDiskDbEndpoint.class)
                            .hasSingleBean(AioDiskDbEndpointWebExtension.class)
                            .hasSingleBean(RecentEvents.class));
        }

        @Test
        void isNotThereByDefault() {
            runner.run(context -> assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(AioDiskDbEndpoint.class)
                    .doesNotHaveBean(AioDiskDbEndpointWebExtension.class)
                    .doesNotHaveBean(RecentEvents.class));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "management.endpoint.aiodiskdb.access=NONE",
                    "management.endpoints.access.max-permitted=NONE",
                    "aiodiskdb.enabled=false"
                })
        void isOffByProperty(String property) {
            exposed()
                    .withPropertyValues(property)
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(AioDiskDbEndpoint.class));
        }

        @ParameterizedTest
        @ValueSource(classes = {Endpoint.class, ConditionalOnAvailableEndpoint.class})
        void isOffWithoutItsLibrary(Class<?> missing) {
            exposed()
                    .withClassLoader(new FilteredClassLoader(missing))
                    .run(context -> assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(AioDiskDb.class)
                            .doesNotHaveBean(AioDiskDbEndpointAutoConfiguration.class));
        }

        @Test
        void hasNoWebExtensionIfItIsExposedOverJmxAlone() {
            runner.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class))
                    .withPropertyValues(
                            "spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=aiodiskdb")
                    .run(context -> assertThat(context)
                            .hasSingleBean(AioDiskDbEndpoint.class)
                            .doesNotHaveBean(AioDiskDbEndpointWebExtension.class));
        }

        @Test
        void backsOffFromTheUsers() {
            AioDiskDbEndpoint own = mock();
            exposed()
                    .withBean("own", AioDiskDbEndpoint.class, () -> own)
                    .run(context ->
                            assertThat(context.getBean(AioDiskDbEndpoint.class)).isSameAs(own));
        }
    }
}
