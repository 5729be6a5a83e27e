package io.aiodiskdb.spring.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbAutoConfiguration;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbTransactionAutoConfiguration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** The service of the documentation, with what Spring Boot configures for JDBC. */
class TransactionalMethodTest {

    private static final byte[] HELLO = "hello".getBytes(UTF_8);

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AioDiskDbAutoConfiguration.class,
                        AioDiskDbTransactionAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        TransactionManagerCustomizationAutoConfiguration.class))
                .withPropertyValues(
                        "aiodiskdb.path=" + directory.resolve("store"),
                        "spring.datasource.url=jdbc:h2:file:" + directory.resolve("rows"))
                .withUserConfiguration(Application.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        Documents documents(JdbcClient jdbc) {
            return new Documents(jdbc);
        }

        @Bean
        Archive archive(AioDiskDbTransactions items, Documents documents, ApplicationEventPublisher events) {
            return new Archive(items, documents, events);
        }

        @Bean
        Archivist archivist(AioDiskDbTransactions items, Documents documents) {
            return new Archivist(items, documents);
        }
    }

    static class Documents {

        private final JdbcClient jdbc;

        Documents(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql("CREATE TABLE IF NOT EXISTS document (name VARCHAR PRIMARY KEY, location VARCHAR NOT NULL)")
                    .update();
        }

        void insert(String name, ItemLocation location) {
            jdbc.sql("INSERT INTO document VALUES (?, ?)")
                    .params(name, location.toString())
                    .update();
        }

        List<String> locations() {
            return jdbc.sql("SELECT location FROM document").query(String.class).list();
        }
    }

    record DocumentReceived(String name, String text) {}

    static class Archive {

        private final AioDiskDbTransactions items;
        private final Documents documents;
        private final ApplicationEventPublisher events;

        Archive(AioDiskDbTransactions items, Documents documents, ApplicationEventPublisher events) {
            this.items = items;
            this.documents = documents;
            this.events = events;
        }

        @Transactional
        public void archive(String name, byte[] content) {
            items.add(content, location -> documents.insert(name, location));
        }

        @Transactional
        public void archiveAndFail(String name, byte[] content) {
            archive(name, content);
            throw new IllegalStateException("after " + name);
        }

        @Transactional
        public void receive(String name, String text) {
            events.publishEvent(new DocumentReceived(name, text));
        }
    }

    static class Archivist {

        private final AioDiskDbTransactions items;
        private final Documents documents;

        Archivist(AioDiskDbTransactions items, Documents documents) {
            this.items = items;
            this.documents = documents;
        }

        @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
        public void archive(DocumentReceived received) {
            items.add(received.text().getBytes(UTF_8), location -> documents.insert(received.name(), location));
        }
    }

    @Test
    void storesItemAndRow() {
        runner.run(context -> context.getBean(Archive.class).archive("a", HELLO));
        runner.run(context -> {
            List<String> locations = context.getBean(Documents.class).locations();
            assertThat(locations).containsExactly("0:0:5");
            assertThat(context.getBean(AioDiskDb.class).blocking().read(ItemLocation.parse(locations.get(0))))
                    .hasValue(HELLO);
        });
    }

    @Test
    void storesNeitherIfTheMethodFails() {
        runner.run(context -> assertThatThrownBy(
                        () -> context.getBean(Archive.class).archiveAndFail("a", HELLO))
                .hasMessage("after a"));
        runner.run(context -> {
            assertThat(context.getBean(Documents.class).locations()).isEmpty();
            assertThat(context.getBean(AioDiskDb.class).items()).isEmpty();
        });
    }

    @Test
    void storesWhatAnEventListenerAddsBeforeTheCommit() {
        storesWhatAnEventListenerAdds(runner);
    }

    @Test
    void storesWhatAnEventListenerAddsBeforeTheCommitAlsoIfBeansAreMadeLazily() {
        storesWhatAnEventListenerAdds(runner.withInitializer(
                context -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor())));
    }

    /** The first item of the transaction comes when it is committing already. */
    private static void storesWhatAnEventListenerAdds(ApplicationContextRunner runner) {
        runner.run(context -> {
            context.getBean(Archive.class).receive("a", "hello");
            assertThat(context.getBean(Documents.class).locations()).containsExactly("0:0:5");
            assertThat(context.getBean(AioDiskDb.class).blocking().read(new ItemLocation(0, 0, 5)))
                    .hasValue(HELLO);
        });
    }
}
