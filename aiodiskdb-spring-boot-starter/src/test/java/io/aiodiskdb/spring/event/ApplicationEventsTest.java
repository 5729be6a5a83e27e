package io.aiodiskdb.spring.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.Destroyed;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.event.IndexDropped;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbAutoConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionalEventListener;

class ApplicationEventsTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AioDiskDbAutoConfiguration.class))
                .withPropertyValues(
                        "aiodiskdb.path=" + directory.resolve("db"),
                        "aiodiskdb.overwrite=true",
                        "aiodiskdb.flush-interval=1h");
    }

    @Test
    void listenersHearOfEverythingInOrderFromTheStartToTheStop() {
        Listener[] listener = new Listener[1];
        runner.withUserConfiguration(Listener.class).run(context -> {
            listener[0] = context.getBean(Listener.class);
            AioDiskDb database = context.getBean(AioDiskDb.class);
            database.addDurably(HELLO).join();
            database.ltrim(0, 2).join();
            database.dropIndex(0).join();
            database.add(HELLO).join();
        });

        assertThat(listener[0].heard)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "AioDiskDbStartedEvent",
                        "AioDiskDbWrittenEvent",
                        "AioDiskDbTrimmedEvent",
                        "AioDiskDbIndexDroppedEvent",
                        "AioDiskDbWrittenEvent",
                        "AioDiskDbStoppedEvent");
        assertThat(listener[0].heard).allMatch(event -> event.getDatabase().equals("default"));
        assertThat(listener[0].heard).extracting(AioDiskDbEvent::getInstant).isSorted();
        assertThat(listener[0].heard)
                .allMatch(event -> event.getTimestamp() == event.getInstant().toEpochMilli());
    }

    @Test
    void whatHappensBeforeAllBeansAreThereIsNotLost() {
        runner.withUserConfiguration(WritesEarly.class, Listener.class).run(context -> {
            Listener listener = context.getBean(Listener.class);
            await().untilAsserted(() -> assertThat(listener.heard)
                    .extracting(event -> event.getClass().getSimpleName())
                    .containsExactly("AioDiskDbStartedEvent", "AioDiskDbWrittenEvent"));
        });
    }

    @Test
    void alsoWithLazyInitialization() {
        runner.withUserConfiguration(Listener.class)
                .withInitializer(context -> context.addBeanFactoryPostProcessor(
                        new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    context.getBean(AioDiskDb.class).addDurably(HELLO).join();
                    Listener listener = context.getBean(Listener.class);
                    await().until(() -> listener.heard.size() == 2);
                });
    }

    @Test
    void aConditionSelects() {
        runner.withPropertyValues("aiodiskdb.databases.events.path=" + directory.resolve("events"))
                .withUserConfiguration(Selective.class)
                .run(context -> {
                    Selective listener = context.getBean(Selective.class);
                    context.getBean("aioDiskDb", AioDiskDb.class)
                            .addDurably(HELLO)
                            .join();
                    context.getBean("eventsAioDiskDb", AioDiskDb.class)
                            .addDurably(HELLO)
                            .join();
                    await().until(() -> !listener.heard.isEmpty());
                    assertThat(listener.heard).singleElement().satisfies(event -> {
                        assertThat(event.getDatabase()).isEqualTo("events");
                        assertThat(event.getSource()).isSameAs(context.getBean("eventsAioDiskDb"));
                        assertThat(event.covers(new ItemLocation(0, 0, HELLO.length)))
                                .isTrue();
                        assertThat(event.covers(new ItemLocation(0, 0, HELLO.length + 1)))
                                .isFalse();
                        assertThat(event.getIndex()).isZero();
                        assertThat(event.getPosition()).isZero();
                        assertThat(event.getSize()).isEqualTo(HELLO.length);
                        assertThat(event.getItems()).isEqualTo(1);
                    });
                });
    }

    @Test
    void anAsynchronousListenerRunsOnItsExecutor() {
        runner.withUserConfiguration(Asynchronous.class).run(context -> {
            context.getBean(AioDiskDb.class).addDurably(HELLO).join();
            Asynchronous listener = context.getBean(Asynchronous.class);
            await().until(() -> !listener.threads().isEmpty());
            assertThat(listener.threads()).allMatch(name -> name.startsWith("listeners-"));
        });
    }

    @Test
    void aTransactionalListenerRunsIfItFallsBack() {
        runner.withUserConfiguration(Transactional.class).run(context -> {
            context.getBean(AioDiskDb.class).addDurably(HELLO).join();
            Transactional listener = context.getBean(Transactional.class);
            await().until(() -> listener.heard.contains("last"));
            assertThat(listener.heard).containsExactly("with a fallback", "last");
        });
    }

    @Test
    void aListenerThatThrowsIsCountedAndStopsNothing() {
        runner.withUserConfiguration(Throwing.class).run(context -> {
            AioDiskDb database = context.getBean(AioDiskDb.class);
            database.addDurably(HELLO).join();
            database.addDurably(HELLO).join();
            await().until(() -> database.stats().listenerFailures() == 2);
            assertThat(database.stats().itemsWritten()).isEqualTo(2);
        });
    }

    @Test
    void aListenerThatHangsDelaysNoFlush() {
        runner.withUserConfiguration(Hanging.class).run(context -> {
            Hanging listener = context.getBean(Hanging.class);
            AioDiskDb database = context.getBean(AioDiskDb.class);
            database.addDurably(HELLO).join();
            assertThat(listener.reached.await(30, TimeUnit.SECONDS)).isTrue();

            for (int item = 0; item < 100; item++) {
                database.addDurably(HELLO).join();
            }

            assertThat(database.stats().itemsWritten()).isEqualTo(101);
            assertThat(listener.heard).isEmpty();
            listener.goOn.countDown();
            await().until(() -> listener.heard.size() == 101);
        });
    }

    @Test
    void canBeSwitchedOff() {
        Listener[] listener = new Listener[1];
        runner.withUserConfiguration(Listener.class)
                .withPropertyValues("aiodiskdb.events.enabled=false")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(ApplicationEventBridge.class);
                    listener[0] = context.getBean(Listener.class);
                    context.getBean(AioDiskDb.class).addDurably(HELLO).join();
                });
        assertThat(listener[0].heard).isEmpty();
    }

    @Test
    void aContextThatCannotStartIsNotHeldUp() {
        runner.withUserConfiguration(Failing.class)
                .run(context -> assertThat(context).hasFailed());
        runner.run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aRestartedContextHearsOfBoth() {
        runner.withUserConfiguration(Listener.class).run(context -> {
            context.stop();
            context.start();
            Listener listener = context.getBean(Listener.class);
            await().untilAsserted(() -> assertThat(listener.heard)
                    .extracting(event -> event.getClass().getSimpleName())
                    .containsExactly("AioDiskDbStartedEvent", "AioDiskDbStoppedEvent", "AioDiskDbStartedEvent"));
        });
    }

    @Test
    void carryWhatTheDatabaseSays() {
        AioDiskDb database = AioDiskDb.builder(directory).build();
        Instant now = Instant.now();
        IllegalStateException cause = new IllegalStateException("thrown on purpose");
        ItemLocation lost = new ItemLocation(1, 2, 3);

        assertThat(AioDiskDbEvent.of(database, "x", new Failed(now, cause, List.of(lost))))
                .isInstanceOfSatisfying(AioDiskDbFailedEvent.class, event -> {
                    assertThat(event.getCause()).isSameAs(cause);
                    assertThat(event.getLost()).containsExactly(lost);
                });
        assertThat(AioDiskDbEvent.of(database, "x", new Trimmed(now, 4, Trimmed.Side.RIGHT, 5, 6)))
                .isInstanceOfSatisfying(AioDiskDbTrimmedEvent.class, event -> {
                    assertThat(event.getIndex()).isEqualTo(4);
                    assertThat(event.getSide()).isEqualTo(Trimmed.Side.RIGHT);
                    assertThat(event.getPosition()).isEqualTo(5);
                    assertThat(event.getSize()).isEqualTo(6);
                });
        assertThat(AioDiskDbEvent.of(database, "x", new IndexDropped(now, 7, 8)))
                .isInstanceOfSatisfying(AioDiskDbIndexDroppedEvent.class, event -> {
                    assertThat(event.getIndex()).isEqualTo(7);
                    assertThat(event.getSize()).isEqualTo(8);
                });
        assertThat(AioDiskDbEvent.of(database, "x", new Destroyed(now)))
                .isInstanceOf(AioDiskDbDestroyedEvent.class)
                .hasToString("AioDiskDbDestroyedEvent[database=x, event=Destroyed[timestamp=" + now + "]]");
    }

    @Configuration(proxyBeanMethods = false)
    static class Listener {

        private final List<AioDiskDbEvent> heard = new CopyOnWriteArrayList<>();

        @EventListener
        void on(AioDiskDbEvent event) {
            heard.add(event);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WritesEarly {

        WritesEarly(AioDiskDb database) {
            database.addDurably(HELLO).join();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Selective {

        private final List<AioDiskDbWrittenEvent> heard = new CopyOnWriteArrayList<>();

        @EventListener(condition = "#event.database == 'events'")
        void on(AioDiskDbWrittenEvent event) {
            heard.add(event);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Asynchronous {

        private final List<String> threads = new CopyOnWriteArrayList<>();

        @Bean
        static ThreadPoolTaskExecutor taskExecutor() {
            ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
            executor.setThreadNamePrefix("listeners-");
            return executor;
        }

        @Async
        @EventListener
        void on(AioDiskDbWrittenEvent event) {
            threads.add(Thread.currentThread().getName());
        }

        List<String> threads() { // a method, as the bean is a proxy
            return threads;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Transactional {

        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Order(1)
        @TransactionalEventListener
        void never(AioDiskDbWrittenEvent event) {
            heard.add("without a fallback");
        }

        @Order(2)
        @TransactionalEventListener(fallbackExecution = true)
        void on(AioDiskDbWrittenEvent event) {
            heard.add("with a fallback");
        }

        @Order(3)
        @EventListener
        void last(AioDiskDbWrittenEvent event) {
            heard.add("last");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Throwing {

        @EventListener
        void on(AioDiskDbWrittenEvent event) {
            throw new IllegalStateException("thrown on purpose");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Hanging {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final List<AioDiskDbWrittenEvent> heard = new CopyOnWriteArrayList<>();

        @EventListener
        void on(AioDiskDbWrittenEvent event) throws InterruptedException {
            reached.countDown();
            goOn.await();
            heard.add(event);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Failing {

        @Bean
        String failing(AioDiskDb database) {
            database.addDurably(HELLO).join();
            throw new IllegalStateException("no bean");
        }
    }
}
