package io.aiodiskdb.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;

class NamedDatabasesTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AioDiskDbAutoConfiguration.class, AioDiskDbBlockingAutoConfiguration.class));
    }

    private ApplicationContextRunner withTopLevel() {
        return runner.withPropertyValues("aiodiskdb.path=" + directory.resolve("top"));
    }

    private ApplicationContextRunner withNamed(ApplicationContextRunner base, String... names) {
        ApplicationContextRunner with = base;
        for (String name : names) {
            with = with.withPropertyValues("aiodiskdb.databases." + name + ".path=" + directory.resolve(name));
        }
        return with;
    }

    @Test
    void eachIsABeanWithItsNameForAQualifier() {
        withNamed(withTopLevel(), "events", "blocks")
                .withUserConfiguration(Injected.class)
                .run(context -> {
                    Injected injected = context.getBean(Injected.class);
                    assertThat(injected.events.config().path()).isEqualTo(directory.resolve("events"));
                    assertThat(injected.blocks.config().path()).isEqualTo(directory.resolve("blocks"));
                    assertThat(injected.top.config().path()).isEqualTo(directory.resolve("top"));
                    ItemLocation location = injected.blockingEvents.addDurably(HELLO);
                    assertThat(injected.events.read(location).join()).hasValue(HELLO);
                    assertThat(injected.blocks.read(location).join()).isEmpty();
                });
    }

    @Test
    void theTopLevelOneIsPrimary() {
        withNamed(withTopLevel(), "events").run(context -> {
            assertThat(context.getBean(AioDiskDb.class)).isSameAs(context.getBean("aioDiskDb"));
            assertThat(context.getBean(BlockingAioDiskDb.class)).isSameAs(context.getBean("blockingAioDiskDb"));
        });
    }

    @Test
    void aNamedOneCanBePrimary() {
        withNamed(withTopLevel(), "events")
                .withPropertyValues("aiodiskdb.primary=events")
                .run(context -> {
                    assertThat(context.getBean(AioDiskDb.class)).isSameAs(context.getBean("eventsAioDiskDb"));
                    assertThat(context.getBean(BlockingAioDiskDb.class))
                            .isSameAs(context.getBean("eventsBlockingAioDiskDb"));
                });
    }

    @Test
    void theOnlyNamedOneIsPrimaryAndThereIsNoTopLevelOne() {
        withNamed(runner, "events")
                .run(context -> assertThat(context)
                        .hasSingleBean(AioDiskDb.class)
                        .hasSingleBean(BlockingAioDiskDb.class)
                        .hasBean("eventsAioDiskDb"));
    }

    @Test
    void inheritsWhatIsNotSetFromTheTopLevel() {
        withNamed(withTopLevel(), "events")
                .withPropertyValues(
                        "aiodiskdb.flush-interval=7s",
                        "aiodiskdb.max-buffer-items=77",
                        "aiodiskdb.databases.events.max-buffer-items=5")
                .run(context -> {
                    AioDiskDbConfig events =
                            context.getBean("eventsAioDiskDb", AioDiskDb.class).config();
                    assertThat(events.flushInterval()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(events.maxBufferItems()).isEqualTo(5);
                    assertThat(context.getBean(AioDiskDb.class).config().maxBufferItems())
                            .isEqualTo(77);
                });
    }

    @Test
    void allOfThemRunAndAllAreStoppedWithTheContext() {
        AioDiskDb[] databases = new AioDiskDb[2];
        withNamed(withTopLevel(), "events").run(context -> {
            databases[0] = context.getBean("aioDiskDb", AioDiskDb.class);
            databases[1] = context.getBean("eventsAioDiskDb", AioDiskDb.class);
            assertThat(databases).allMatch(database -> database.state() == DbState.RUNNING);
            assertThat(context.getBeansOfType(DatabaseLifecycle.class)).hasSize(2);
        });
        assertThat(databases).allMatch(database -> database.state() == DbState.STOPPED);
    }

    // ---- the registry

    @Test
    void theRegistryKnowsThemAllByName() {
        withNamed(withTopLevel(), "events").run(context -> {
            AioDiskDbRegistry registry = context.getBean(AioDiskDbRegistry.class);
            AioDiskDb events = context.getBean("eventsAioDiskDb", AioDiskDb.class);
            assertThat(registry.databases()).containsOnlyKeys("default", "events");
            assertThat(registry.get("events")).isSameAs(events);
            assertThat(registry.nameOf(events)).hasValue("events");
            assertThat(registry.nameOf(AioDiskDb.builder(directory).build())).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> registry.get("other"))
                    .withMessage("there is no database \"other\", but [default, events]");
        });
    }

    @Test
    void theRegistryKnowsTheUsersOwnByTheNamesOfTheirBeans() {
        withNamed(runner, "events").withUserConfiguration(OwnDatabase.class).run(context -> {
            assertThat(context.getBean(AioDiskDbRegistry.class).databases()).containsOnlyKeys("archive", "events");
            assertThat(context.getBean(AioDiskDb.class)).isSameAs(context.getBean("archiveAioDiskDb"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "events", "my-events", "a"})
    void namesOfBeansAndDatabasesBelongTogether(String name) {
        assertThat(AioDiskDbRegistry.nameOfBean(AioDiskDbRegistry.beanOfName(name)))
                .isEqualTo(name);
    }

    // ---- customizers

    @Test
    void customizersHaveTheLastWordInTheirOrderAndKnowTheName() {
        withNamed(withTopLevel(), "events")
                .withPropertyValues("aiodiskdb.max-buffer-items=5")
                .withUserConfiguration(Customizers.class)
                .run(context -> {
                    assertThat(context.getBean("aioDiskDb", AioDiskDb.class)
                                    .config()
                                    .maxBufferItems())
                            .isEqualTo(22);
                    assertThat(context.getBean("eventsAioDiskDb", AioDiskDb.class)
                                    .config()
                                    .maxBufferItems())
                            .isEqualTo(33);
                });
    }

    // ---- what does not go together

    private static void assertExplained(AssertableApplicationContext context, String description, String action) {
        assertThat(context).hasFailed();
        AioDiskDbConfigurationException failure = causeOf(context.getStartupFailure());
        var analysis = new AioDiskDbConfigurationFailureAnalyzer().analyze(context.getStartupFailure());
        assertThat(analysis).isNotNull();
        assertThat(analysis.getCause()).isSameAs(failure);
        assertThat(analysis.getDescription()).contains(description);
        assertThat(analysis.getAction()).contains(action);
    }

    private static AioDiskDbConfigurationException causeOf(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof AioDiskDbConfigurationException)) {
            cause = cause.getCause();
        }
        assertThat(cause).as("cause of %s", failure).isNotNull();
        return (AioDiskDbConfigurationException) cause;
    }

    @Test
    void severalWithoutAPrimaryOneAreExplained() {
        withNamed(runner, "events", "blocks")
                .run(context -> assertExplained(
                        context, "[blocks, events], and none of them is the primary one", "Set aiodiskdb.primary"));
        withNamed(runner, "events", "blocks")
                .withPropertyValues("aiodiskdb.primary=blocks")
                .run(context ->
                        assertThat(context.getBean(AioDiskDb.class)).isSameAs(context.getBean("blocksAioDiskDb")));
    }

    @Test
    void anUnknownPrimaryOneIsExplained() {
        withNamed(withTopLevel(), "events")
                .withPropertyValues("aiodiskdb.primary=evnets")
                .run(context -> assertExplained(
                        context,
                        "\"evnets\", but the configured databases are [default, events]",
                        "one of these names"));
    }

    @Test
    void theSameDirectoryTwiceIsExplained() {
        withTopLevel()
                .withPropertyValues("aiodiskdb.databases.events.path=" + directory + "/events/../top/")
                .run(context -> assertExplained(
                        context,
                        "aiodiskdb.path and aiodiskdb.databases.events.path are the same directory",
                        "a directory of its own"));
    }

    @Test
    void theNameOfTheTopLevelOneIsExplained() {
        withNamed(withTopLevel(), "default")
                .run(context -> assertExplained(context, "\"default\" under aiodiskdb.databases", "Rename"));
    }

    @Test
    void aNameThatIsNoneIsExplained() {
        runner.withPropertyValues("aiodiskdb.databases[a/b].path=" + directory.resolve("x"))
                .run(context -> assertExplained(context, "The name \"a/b\"", "Rename"));
    }

    @Test
    void aBeanOfTheUsersWithTheSameNameIsExplained() {
        withNamed(runner, "archive")
                .withUserConfiguration(OwnDatabase.class)
                .run(context -> assertExplained(
                        context,
                        "\"archiveAioDiskDb\" and aiodiskdb.databases.archive are both",
                        "Rename one of them"));
    }

    @Test
    void anyBeanThatHasTheNameIsExplained() {
        withNamed(runner, "events")
                .withUserConfiguration(TakesTheName.class)
                .run(context -> assertExplained(
                        context, "needs the bean name \"eventsAioDiskDb\"", "Rename that bean or the database"));
    }

    @Test
    void aNameThatMakesTheSameBeanAsAnotherIsExplained() {
        withNamed(withTopLevel(), "blocking")
                .run(context -> assertExplained(
                        context,
                        "The database \"blocking\" needs the bean name \"blockingAioDiskDb\", which the database \"default\"",
                        "Rename"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"my.db.path=x", "events.pathh=x"})
    void propertiesThatMakeNoDatabaseAreExplained(String property) {
        withTopLevel()
                .withPropertyValues("aiodiskdb.databases." + property)
                .run(context -> assertExplained(
                        context, "There is no setting of a database among the properties below", "Correct the names"));
    }

    @Test
    void theSameDirectoryByASymbolicLinkIsExplained() throws IOException {
        Files.createDirectories(directory.resolve("top"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("top"));
        withTopLevel()
                .withPropertyValues("aiodiskdb.databases.events.path=" + directory.resolve("link"))
                .run(context -> assertExplained(context, "are the same directory", "a directory of its own"));
    }

    @Test
    void aChildContextInheritsTheDatabasesOfItsParent() {
        withNamed(withTopLevel(), "events")
                .run(parent -> withNamed(withTopLevel(), "events")
                        .withParent(parent)
                        .run(child -> {
                            assertThat(child).hasNotFailed();
                            assertThat(child.getBean("eventsAioDiskDb")).isSameAs(parent.getBean("eventsAioDiskDb"));
                            assertThat(child.getBean(AioDiskDbRegistry.class).databases())
                                    .containsOnlyKeys("default", "events");
                        }));
    }

    @Test
    void aNamedOneWithoutAPathIsExplained() {
        withTopLevel()
                .withPropertyValues("aiodiskdb.databases.events.max-files=3")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .rootCause()
                        .hasMessageContaining("aiodiskdb.databases.events.path"));
    }

    @Test
    void aWrongValueIsBlamedOnThePropertyThatHasIt() {
        withNamed(withTopLevel(), "events")
                .withPropertyValues("aiodiskdb.databases.events.max-files=0")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("max-files must be 1 to"));
        withNamed(runner, "events")
                .withPropertyValues("aiodiskdb.max-files=0")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("Property aiodiskdb.max-files with value '0' is invalid"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Injected {

        @Autowired
        private AioDiskDb top;

        @Autowired
        @Qualifier("events")
        private AioDiskDb events;

        @Autowired
        @Qualifier("blocks")
        private AioDiskDb blocks;

        @Autowired
        @Qualifier("events")
        private BlockingAioDiskDb blockingEvents;
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDatabase {

        @Bean
        @Primary
        AioDiskDb archiveAioDiskDb() {
            return AioDiskDb.builder(Path.of("never-started")).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TakesTheName {

        @Bean
        String eventsAioDiskDb() {
            return "taken";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        @Order(2)
        AioDiskDbBuilderCustomizer later() {
            return (name, builder) -> builder.maxBufferItems(name.equals("events") ? 33 : 22);
        }

        @Bean
        @Order(1)
        AioDiskDbBuilderCustomizer sooner() {
            return (name, builder) -> builder.maxBufferItems(11);
        }
    }
}
