package io.aiodiskdb.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.error.DatabaseLockedException;
import io.aiodiskdb.error.DatabaseNotFoundException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import jakarta.annotation.PostConstruct;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class AioDiskDbAutoConfigurationTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AioDiskDbAutoConfiguration.class, AioDiskDbBlockingAutoConfiguration.class))
                .withPropertyValues("aiodiskdb.path=" + directory.resolve("db"));
    }

    @Test
    void isRegistered() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(
                        AioDiskDbAutoConfiguration.class.getName(), AioDiskDbBlockingAutoConfiguration.class.getName());
    }

    @Test
    void handsOutARunningDatabase() {
        runner.run(context -> {
            AioDiskDb database = context.getBean(AioDiskDb.class);
            assertThat(database.state()).isEqualTo(DbState.RUNNING);
            ItemLocation location = database.addDurably(HELLO).join();
            assertThat(database.read(location).join()).hasValue(HELLO);
        });
    }

    @Test
    void handsOutTheBlockingView() {
        runner.run(context -> {
            BlockingAioDiskDb blocking = context.getBean(BlockingAioDiskDb.class);
            ItemLocation location = blocking.addDurably(HELLO);
            assertThat(context.getBean(AioDiskDb.class).read(location).join()).hasValue(HELLO);
        });
    }

    @Test
    void canBeUsedWhileOtherBeansAreMade() {
        runner.withUserConfiguration(WritesWhenConstructed.class).run(context -> {
            ItemLocation location = context.getBean(WritesWhenConstructed.class).location;
            assertThat(context.getBean(AioDiskDb.class).read(location).join()).hasValue(HELLO);
        });
    }

    @Test
    void writesWhatIsBufferedWhenTheContextCloses() {
        runner.withPropertyValues("aiodiskdb.flush-interval=1h")
                .run(context -> context.getBean(AioDiskDb.class).add(HELLO).join());

        runner.run(context -> assertThat(context.getBean(AioDiskDb.class)
                        .read(new ItemLocation(0, 0, HELLO.length))
                        .join())
                .hasValue(HELLO));
    }

    @Test
    void configuresNothingWhenDisabled() {
        runner.withPropertyValues("aiodiskdb.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(AioDiskDb.class)
                        .doesNotHaveBean(BlockingAioDiskDb.class)
                        .doesNotHaveBean(DatabaseLifecycle.class));
        assertThat(directory.resolve("db")).doesNotExist();
    }

    @Test
    void backsOffFromTheUsersDatabase() {
        runner.withUserConfiguration(OwnDatabase.class).run(context -> {
            assertThat(context).hasSingleBean(AioDiskDb.class).doesNotHaveBean(DatabaseLifecycle.class);
            assertThat(context.getBean(AioDiskDb.class)).isSameAs(context.getBean("own"));
            assertThat(context.getBean(AioDiskDb.class).state()).isEqualTo(DbState.NEW);
            assertThat(context).hasSingleBean(BlockingAioDiskDb.class);
        });
    }

    @Test
    void backsOffFromTheUsersBlockingView() {
        runner.withUserConfiguration(OwnBlockingView.class)
                .run(context -> assertThat(context)
                        .getBeanNames(BlockingAioDiskDb.class)
                        .containsExactly("own"));
    }

    @Test
    void hasNoBlockingViewOfSeveralDatabases() {
        runner.withUserConfiguration(TwoOwnDatabases.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(BlockingAioDiskDb.class));
    }

    @Test
    void failsWhileTheDirectoryIsLocked() {
        runner.run(first -> runner.run(second ->
                assertThat(second).hasFailed().getFailure().hasRootCauseInstanceOf(DatabaseLockedException.class)));
    }

    @Test
    void failsWithoutTheDirectoryIfItIsNotToBeCreated() {
        runner.withPropertyValues("aiodiskdb.create-if-not-exists=false")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasRootCauseInstanceOf(DatabaseNotFoundException.class));
    }

    @Test
    void releasesTheLockWhenAnotherBeanPreventsTheStart() {
        runner.withUserConfiguration(Failing.class)
                .run(context -> assertThat(context).hasFailed());
        runner.run(context -> assertThat(context).hasNotFailed());
    }

    @Configuration(proxyBeanMethods = false)
    static class WritesWhenConstructed {

        private final AioDiskDb database;
        private ItemLocation location = new ItemLocation(0, 0, 0);

        WritesWhenConstructed(AioDiskDb database) {
            this.database = database;
        }

        @PostConstruct
        void write() {
            location = database.addDurably(HELLO).join();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDatabase {

        @Bean
        AioDiskDb own() {
            return AioDiskDb.builder(Path.of("never-started")).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoOwnDatabases {

        @Bean
        AioDiskDb one() {
            return AioDiskDb.builder(Path.of("never-started-1")).build();
        }

        @Bean
        AioDiskDb two() {
            return AioDiskDb.builder(Path.of("never-started-2")).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBlockingView {

        @Bean
        BlockingAioDiskDb own(AioDiskDb database) {
            return database.blocking();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Failing {

        @Bean
        String failing(AioDiskDb database) {
            throw new IllegalStateException("no bean, though " + database.state());
        }
    }
}
