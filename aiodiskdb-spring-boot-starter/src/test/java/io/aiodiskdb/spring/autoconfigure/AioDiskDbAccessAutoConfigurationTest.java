package io.aiodiskdb.spring.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.codec.JacksonCodecs;
import io.aiodiskdb.spring.reactive.ReactiveAioDiskDb;
import io.aiodiskdb.spring.transaction.AioDiskDbTransactions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

/** Which of the beans that read and write are there, and when not. */
class AioDiskDbAccessAutoConfigurationTest {

    private static final Class<?>[] ALL = {
        AioDiskDbTransactions.class, TransactionExecutionListener.class, JacksonCodecs.class, ReactiveAioDiskDb.class
    };

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AioDiskDbAutoConfiguration.class,
                        AioDiskDbCodecAutoConfiguration.class,
                        AioDiskDbReactiveAutoConfiguration.class,
                        AioDiskDbTransactionAutoConfiguration.class,
                        JacksonAutoConfiguration.class))
                .withPropertyValues("aiodiskdb.path=" + directory.resolve("db"));
    }

    private void expect(Class<?>... expected) {
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            for (Class<?> type : ALL) {
                assertThat(context.getBeansOfType(type))
                        .as(type.getName())
                        .hasSize(List.of(expected).contains(type) ? 1 : 0);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                AioDiskDbCodecAutoConfiguration.class,
                AioDiskDbReactiveAutoConfiguration.class,
                AioDiskDbTransactionAutoConfiguration.class
            })
    void isRegistered(Class<?> configuration) {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(configuration.getName());
    }

    @Test
    void configuresAllOfThem() {
        expect(ALL);
    }

    @Test
    void configuresNothingWhenDisabled() {
        runner = runner.withPropertyValues("aiodiskdb.enabled=false").withUserConfiguration(OneDatabase.class);
        expect();
    }

    @Configuration(proxyBeanMethods = false)
    static class OneDatabase {

        @Bean
        AioDiskDb one() {
            return mock(AioDiskDb.class);
        }
    }

    @Test
    void configuresNoTransactionsWithoutSpringTransactions() {
        runner = runner.withClassLoader(new FilteredClassLoader(TransactionSynchronizationManager.class));
        expect(JacksonCodecs.class, ReactiveAioDiskDb.class);
    }

    @Test
    void configuresNoReactiveViewWithoutReactor() {
        runner = runner.withClassLoader(new FilteredClassLoader(Flux.class));
        expect(AioDiskDbTransactions.class, TransactionExecutionListener.class, JacksonCodecs.class);
    }

    @Test
    void configuresNoCodecsWithoutJackson() {
        runner = runner.withClassLoader(new FilteredClassLoader(JsonMapper.class));
        expect(AioDiskDbTransactions.class, TransactionExecutionListener.class, ReactiveAioDiskDb.class);
    }

    @Test
    void configuresNoCodecsWithoutAMapper() {
        runner = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(AioDiskDbAutoConfiguration.class, AioDiskDbCodecAutoConfiguration.class))
                .withPropertyValues("aiodiskdb.path=" + directory.resolve("db"));
        expect();
    }

    @Test
    void backsOffFromTheUsersBeans() {
        runner = runner.withUserConfiguration(OwnBeans.class);
        expect(ALL);
        runner.run(context -> {
            for (Class<?> type : List.of(AioDiskDbTransactions.class, JacksonCodecs.class, ReactiveAioDiskDb.class)) {
                assertThat(context.getBeanNamesForType(type))
                        .as(type.getName())
                        .allMatch(name -> name.startsWith("own"));
            }
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBeans {

        @Bean
        AioDiskDbTransactions ownTransactions(AioDiskDb database) {
            return new AioDiskDbTransactions(database);
        }

        @Bean
        JacksonCodecs ownCodecs() {
            return new JacksonCodecs(JsonMapper.shared());
        }

        @Bean
        ReactiveAioDiskDb ownView(AioDiskDb database) {
            return new ReactiveAioDiskDb(database);
        }
    }

    @Test
    void configuresOnlyCodecsForSeveralDatabases() {
        runner = runner.withUserConfiguration(TwoDatabases.class);
        expect(JacksonCodecs.class);
    }

    @Test
    void takesThePrimaryOfSeveralNamedDatabases() {
        runner.withPropertyValues(
                        "aiodiskdb.databases.blocks.path=" + directory.resolve("blocks"), "aiodiskdb.primary=blocks")
                .run(context -> {
                    context.getBean(AioDiskDbTransactions.class).add("a".getBytes(UTF_8));
                    assertThat(context.getBean("blocksAioDiskDb", AioDiskDb.class)
                                    .stats()
                                    .itemsWritten())
                            .isEqualTo(1);
                    assertThat(context.getBean("aioDiskDb", AioDiskDb.class)
                                    .stats()
                                    .itemsWritten())
                            .isZero();
                });
    }

    @Test
    void takesThePrimaryOfSeveralDatabasesOfTheUsers() {
        runner = runner.withUserConfiguration(TwoDatabases.class, PrimaryDatabase.class);
        expect(ALL);
        runner.run(context -> {
            AioDiskDb primary = context.getBean("primaryDatabase", AioDiskDb.class);
            ReactiveAioDiskDb view = context.getBean(ReactiveAioDiskDb.class);
            assertThat(view.add("a".getBytes(UTF_8)).block()).isNotNull();
            assertThat(primary.stats().itemsAdded()).isEqualTo(1);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {

        @Bean
        AioDiskDb one() {
            return mock(AioDiskDb.class);
        }

        @Bean
        AioDiskDb two() {
            return mock(AioDiskDb.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryDatabase {

        @Bean(destroyMethod = "close")
        @Primary
        AioDiskDb primaryDatabase(AioDiskDbProperties properties) {
            AioDiskDb database = AioDiskDb.builder(Path.of(String.valueOf(properties.path())))
                    .build();
            database.blocking().start();
            return database;
        }
    }

    @Test
    void codecsHaveTheSettingsOfTheApplicationsMapper() {
        runner.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
                .run(context -> {
                    byte[] json =
                            context.getBean(JacksonCodecs.class).of(Named.class).encode(new Named("a"));
                    assertThat(new String(json, UTF_8)).isEqualTo("{\"first_name\":\"a\"}");
                });
    }

    record Named(String firstName) {}

    @Test
    void viewsWriteToTheDatabase() {
        runner.run(context -> {
            AioDiskDb database = context.getBean(AioDiskDb.class);
            Map<String, Consumer<byte[]>> writers = Map.of(
                    "transactions",
                    context.getBean(AioDiskDbTransactions.class)::add,
                    "reactive",
                    data -> context.getBean(ReactiveAioDiskDb.class)
                            .addDurably(data)
                            .block());
            writers.forEach((name, writer) -> {
                long before = database.stats().itemsWritten();
                writer.accept("a".getBytes(UTF_8));
                assertThat(database.stats().itemsWritten()).as(name).isEqualTo(before + 1);
            });
        });
    }
}
