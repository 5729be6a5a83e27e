package io.aiodiskdb.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

class DatabaseLifecycleTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AioDiskDbAutoConfiguration.class))
                .withPropertyValues("aiodiskdb.path=" + directory, "aiodiskdb.flush-interval=1h");
    }

    @Test
    void isStoppedBehindExecutorsAndWebServers() {
        assertThat(DatabaseLifecycle.PHASE)
                .isLessThan(ExecutorConfigurationSupport.DEFAULT_PHASE)
                .isLessThan(SmartLifecycle.DEFAULT_PHASE - 2048)
                .isLessThan(0);
    }

    @Test
    void lifecycleBeansOfOtherPhasesCanAddWhileTheyStopAndFindItRunningWhenTheyStart() {
        LateWriter[] writer = new LateWriter[1];
        runner.withUserConfiguration(WithLateWriter.class)
                .run(context -> writer[0] = context.getBean(LateWriter.class));

        assertThat(writer[0].stateAtStart).isEqualTo(DbState.RUNNING);
        runner.run(context -> assertThat(context.getBean(AioDiskDb.class)
                        .read(writer[0].locations.get(0))
                        .join())
                .hasValue(HELLO));
    }

    @Test
    void aStoppedContextHasWrittenEverythingAndReleasedTheLock() {
        runner.run(context -> {
            AioDiskDb database = context.getBean(AioDiskDb.class);
            ItemLocation location = database.add(HELLO).join();

            context.stop();

            assertThat(database.state()).isEqualTo(DbState.STOPPED);
            try (AioDiskDb other = AioDiskDb.builder(directory).build()) {
                other.blocking().start();
                assertThat(other.blocking().read(location)).hasValue(HELLO);
            }
        });
    }

    @Test
    void aContextCanBeStoppedAndStartedAgain() {
        runner.run(context -> {
            AioDiskDb database = context.getBean(AioDiskDb.class);
            ItemLocation location = database.add(HELLO).join();

            context.stop();
            context.start();

            assertThat(database.state()).isEqualTo(DbState.RUNNING);
            assertThat(database.read(location).join()).hasValue(HELLO);
            assertThat(database.add(HELLO).join().position()).isEqualTo(HELLO.length);
        });
    }

    @Test
    void aContextCanBePausedAndRestarted() {
        runner.run(context -> {
            AioDiskDb database = context.getBean(AioDiskDb.class);
            ItemLocation location = database.add(HELLO).join();

            context.getSourceApplicationContext().pause();
            assertThat(database.state()).isEqualTo(DbState.STOPPED);
            context.getSourceApplicationContext().restart();

            assertThat(database.read(location).join()).hasValue(HELLO);
        });
    }

    @Test
    void aDatabaseThatTheUserStoppedStaysStopped() {
        runner.run(context -> {
            AioDiskDb database = context.getBean(AioDiskDb.class);
            database.blocking().stop();

            context.close();

            assertThat(database.state()).isEqualTo(DbState.STOPPED);
        });
    }

    @ParameterizedTest
    @EnumSource(DbState.class)
    void runsInEachStateThatAStopCanEnd(DbState state) {
        AioDiskDb database = mock();
        given(database.state()).willReturn(state);

        assertThat(new DatabaseLifecycle(database).isRunning())
                .isEqualTo(state != DbState.NEW && state != DbState.STOPPED);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aStopThatFailsIsLoggedAndDoesNotHoldUpTheContext(CapturedOutput output) {
        AioDiskDb database = mock();
        AioDiskDbConfig config = AioDiskDb.builder(directory).build().config();
        given(database.config()).willReturn(config);
        given(database.stop()).willReturn(CompletableFuture.failedFuture(new StorageFullException("no room")));
        AtomicBoolean calledBack = new AtomicBoolean();

        new DatabaseLifecycle(database).stop(() -> calledBack.set(true));

        assertThat(calledBack).isTrue();
        assertThat(output)
                .contains("Could not stop the database in " + directory)
                .contains("no room");
    }

    @Configuration(proxyBeanMethods = false)
    static class WithLateWriter {

        @Bean
        LateWriter lateWriter(AioDiskDb database) {
            return new LateWriter(database);
        }
    }

    /** Begins with the first half of phases, so it is stopped later than most. */
    static final class LateWriter implements SmartLifecycle {

        private final AioDiskDb database;
        private final List<ItemLocation> locations = new ArrayList<>();
        private DbState stateAtStart = DbState.NEW;
        private boolean running;

        LateWriter(AioDiskDb database) {
            this.database = database;
        }

        @Override
        public void start() {
            stateAtStart = database.state();
            running = true;
        }

        @Override
        public void stop() {
            locations.add(database.add(HELLO).join());
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return -1000;
        }
    }
}
