package io.aiodiskdb.spring.test.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;

/** The slice, as a test of an application uses it. */
@AioDiskDbTest
class AioDiskDbTestTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @Autowired
    private ApplicationContext context;

    @Autowired
    private AioDiskDbRegistry databases;

    @Autowired
    private BlockingAioDiskDb database;

    @AfterEach
    void doesNotTouchTheApplicationsDirectories() {
        assertThat(ExampleApplication.OWN_DIRECTORIES).doesNotExist();
    }

    @Test
    void hasARunningDatabase() {
        ItemLocation location = database.addDurably(HELLO);
        assertThat(database.read(location)).hasValue(HELLO);
    }

    @Test
    void configuresItAsTheApplicationDoes(@Autowired AioDiskDb primary) {
        assertThat(primary.config().maxFileSize()).isEqualTo(64 << 20);
    }

    @Test
    void hasTheNamedDatabasesAsWell(@Autowired @Qualifier("blocks") BlockingAioDiskDb blocks) {
        assertThat(databases.databases()).containsOnlyKeys("blocks", "default", "myItems");
        ItemLocation location = blocks.addDurably(HELLO);
        assertThat(blocks.read(location)).hasValue(HELLO);
    }

    @Test
    void putsEachDatabaseIntoATemporaryDirectoryOfItsOwn() {
        assertThat(ExampleApplication.paths(databases))
                .doesNotHaveDuplicates()
                .allSatisfy(path -> assertThat(path)
                        .isDirectory()
                        .startsWith(
                                Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath()));
    }

    @Test
    void showsTheTemporaryPathsToWhoeverReadsTheProperties(@Autowired Environment environment) {
        assertThat(environment.getProperty("aiodiskdb.path"))
                .isEqualTo(databases.get("default").config().path().toString());
        assertThat(environment.getProperty("aiodiskdb.databases.blocks.path"))
                .isEqualTo(databases.get("blocks").config().path().toString());
        assertThat(environment.getProperty("aiodiskdb.databases.myItems.path"))
                .isEqualTo(databases.get("myItems").config().path().toString());
    }

    @Test
    void findsNoComponentsAndConfiguresNothingElse() {
        assertThat(context.getBeanNamesForType(Documents.class)).isEmpty();
        assertThat(context.getBeanNamesForType(TaskExecutionAutoConfiguration.class))
                .isEmpty();
        assertThat(context.getBeanNamesForType(ExampleApplication.class)).hasSize(1);
    }

    @Nested
    class InANestedClass {

        @Test
        void hasTheSameContext(@Autowired ApplicationContext nested) {
            assertThat(nested).isSameAs(context);
        }
    }

    @Nested
    @TestPropertySource(properties = "aiodiskdb.max-file-size=32MB")
    class InANestedClassWithPropertiesOfItsOwn {

        @Test
        void hasADatabaseOfItsOwn(@Autowired AioDiskDb own) {
            assertThat(own.config().maxFileSize()).isEqualTo(32 << 20);
            assertThat(own.config().path().getParent().getFileName().toString()).startsWith("aiodiskdb-test-");
            assertThat(own.blocking().read(own.blocking().addDurably(HELLO))).hasValue(HELLO);
        }
    }
}
