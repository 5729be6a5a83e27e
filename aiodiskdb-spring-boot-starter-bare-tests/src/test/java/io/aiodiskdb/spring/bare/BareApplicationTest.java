package io.aiodiskdb.spring.bare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.event.AioDiskDbStartedEvent;
import io.aiodiskdb.spring.event.AioDiskDbStoppedEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The starter works where nothing that it can make use of is on the class path. */
class BareApplicationTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private ConfigurableApplicationContext context = new GenericApplicationContext();

    @BeforeEach
    void start() {
        context = SpringApplication.run(
                BareApplication.class,
                "--spring.main.banner-mode=off",
                "--aiodiskdb.path=" + directory.resolve("default"),
                "--aiodiskdb.databases.blocks.path=" + directory.resolve("blocks"));
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void storesAndReads() {
        BareApplication application = context.getBean(BareApplication.class);

        ItemLocation location = application.database().addDurably(HELLO);

        assertThat(application.database().read(location)).hasValue(HELLO);
        AioDiskDb blocks = context.getBean(AioDiskDbRegistry.class).get("blocks");
        assertThat(blocks.blocking().read(blocks.addDurably(HELLO).join())).hasValue(HELLO);
    }

    @Test
    void hearsOfEvents() {
        BareApplication application = context.getBean(BareApplication.class);

        ItemLocation location = application.database().addDurably(HELLO);

        await().until(() -> application.hasHeardOf(location));
        context.close();
        assertThat(application.events())
                .hasAtLeastOneElementOfType(AioDiskDbStartedEvent.class)
                .hasAtLeastOneElementOfType(AioDiskDbStoppedEvent.class);
    }

    @Test
    void hasConsideredEachAutoConfigurationOfTheStarter() {
        List<String> own =
                ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates().stream()
                        .filter(name -> name.startsWith("io.aiodiskdb."))
                        .toList();
        ConditionEvaluationReport report = ConditionEvaluationReport.get(context.getBeanFactory());

        assertThat(own).hasSizeGreaterThanOrEqualTo(2);
        assertThat(own)
                .allSatisfy(name -> assertThat(isInOneOf(report, name))
                        .as("in the report: %s", name)
                        .isTrue());
        assertThat(report.getExclusions()).isEmpty();
    }

    @Test
    void needsNoAbsentClassForAnyBeanOfTheStarter() {
        List<Class<?>> types = List.of(context.getBeanDefinitionNames()).stream()
                .<Class<?>>map(context::getType)
                .filter(type -> type != null && type.getName().startsWith("io.aiodiskdb.spring."))
                .toList();

        assertThat(types)
                .hasSizeGreaterThan(5)
                .allSatisfy(type -> assertThatCode(() -> {
                            assertThat(type.getDeclaredMethods()).isNotNull();
                            assertThat(type.getDeclaredFields()).isNotNull();
                            assertThat(type.getDeclaredConstructors()).isNotNull();
                        })
                        .as(type.getName())
                        .doesNotThrowAnyException());
    }

    /** A class with conditions has outcomes. One without any is a bean. */
    private boolean isInOneOf(ConditionEvaluationReport report, String name) {
        return report.getConditionAndOutcomesBySource().containsKey(name) || context.containsBeanDefinition(name);
    }
}
