package io.aiodiskdb.spring.test.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbBuilderCustomizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;

/** Where the databases of a context are, whatever is configured, and that nothing is left of them. */
class TemporaryPathsTest {

    private static final String OF_THE_APPLICATION = "target/directories-of-the-application";

    @AfterEach
    void doesNotTouchTheApplicationsDirectories() {
        assertThat(ExampleApplication.OWN_DIRECTORIES).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Plain.class,
                PathsAsProperties.class,
                PathsInThePropertiesOfTheSlice.class,
                DynamicPaths.class,
                PathsOfACustomizer.class,
                PathsOfALastCustomizer.class,
                WholeApplication.class
            })
    void winsOverEachOtherPath(Class<?> test) {
        TestContext framework = new TestContextManager(test).getTestContext();
        List<Path> paths =
                ExampleApplication.paths(framework.getApplicationContext().getBean(AioDiskDbRegistry.class));

        assertThat(paths)
                .hasSizeGreaterThanOrEqualTo(3)
                .doesNotHaveDuplicates()
                .allSatisfy(path ->
                        assertThat(path.getParent().getFileName().toString()).startsWith("aiodiskdb-test-"));
        framework.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        assertThat(paths).allSatisfy(path -> assertThat(path.getParent()).doesNotExist());
    }

    @Test
    void keepsDatabasesOfContextsThatExistAtTheSameTimeApart() {
        TestContext one = new TestContextManager(Plain.class).getTestContext();
        TestContext other = new TestContextManager(PathsAsProperties.class).getTestContext();
        AioDiskDb ofOne = one.getApplicationContext().getBean(AioDiskDb.class);
        AioDiskDb ofOther = other.getApplicationContext().getBean(AioDiskDb.class);
        assertThat(ofOne).isNotSameAs(ofOther);

        one.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);

        assertThat(ofOne.config().path()).doesNotExist();
        assertThat(ofOther.blocking().read(ofOther.blocking().addDurably(new byte[] {1})))
                .isPresent();
        other.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        assertThat(ofOther.config().path()).doesNotExist();
    }

    @Test
    void sharesAContextAmongEqualTests() {
        TestContext one = new TestContextManager(Plain.class).getTestContext();
        TestContext other = new TestContextManager(AlsoPlain.class).getTestContext();
        assertThat(one.getApplicationContext()).isSameAs(other.getApplicationContext());
        one.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }

    @Test
    void addsNoDatabaseToAnApplicationWithNamedOnesOnly() {
        TestContext framework = new TestContextManager(NamedOnly.class).getTestContext();
        assertThat(framework
                        .getApplicationContext()
                        .getBean(AioDiskDbRegistry.class)
                        .databases())
                .containsOnlyKeys("one", "two");
        framework.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }

    @Test
    void makesADatabaseWhereNoneIsConfigured() {
        TestContext framework = new TestContextManager(NothingConfigured.class).getTestContext();
        AioDiskDbRegistry registry = framework.getApplicationContext().getBean(AioDiskDbRegistry.class);
        assertThat(registry.databases()).containsOnlyKeys("default");
        framework.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }

    @Test
    void findsTheComponentsThatAreIncluded() {
        TestContext framework = new TestContextManager(WithDocuments.class).getTestContext();
        ApplicationContext context = framework.getApplicationContext();
        assertThat(context.getBeanNamesForType(Documents.class)).hasSize(1);
        framework.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }

    @Test
    void configuresAWholeApplicationBesideSpringBootTest() {
        TestContext framework = new TestContextManager(WholeApplication.class).getTestContext();
        assertThat(framework.getApplicationContext().getBeanNamesForType(Documents.class))
                .hasSize(1);
        framework.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }

    @AioDiskDbTest
    static class Plain {}

    @AioDiskDbTest
    static class AlsoPlain {}

    @AioDiskDbTest
    @TestPropertySource(
            properties = {
                "aiodiskdb.path=" + OF_THE_APPLICATION + "/default",
                "aiodiskdb.create-if-not-exists=false",
                "aiodiskdb.databases.blocks.path=" + OF_THE_APPLICATION + "/blocks",
                "aiodiskdb.databases.more.path=" + OF_THE_APPLICATION + "/more"
            })
    static class PathsAsProperties {}

    @AioDiskDbTest(properties = {"aiodiskdb.path=" + OF_THE_APPLICATION, "aiodiskdb.databases[other].path=nowhere"})
    static class PathsInThePropertiesOfTheSlice {}

    @AioDiskDbTest
    static class DynamicPaths {

        @DynamicPropertySource
        static void paths(DynamicPropertyRegistry registry) {
            registry.add("aiodiskdb.path", () -> OF_THE_APPLICATION + "/default");
            registry.add("aiodiskdb.databases.blocks.path", () -> OF_THE_APPLICATION + "/blocks");
            registry.add("aiodiskdb.databases.dynamic.path", () -> OF_THE_APPLICATION + "/dynamic");
        }
    }

    @AioDiskDbTest
    @Import(Elsewhere.class)
    static class PathsOfACustomizer {}

    @AioDiskDbTest
    @Import(ElsewhereAtLast.class)
    static class PathsOfALastCustomizer {}

    @SpringBootTest
    @AutoConfigureAioDiskDb
    static class WholeApplication {}

    @AioDiskDbTest(includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Documents.class))
    static class WithDocuments {}

    @AioDiskDbTest
    @TestPropertySource(
            properties = {
                "spring.config.location=optional:classpath:/none/",
                "aiodiskdb.databases.one.path=" + OF_THE_APPLICATION + "/one",
                "aiodiskdb.databases.two.max-file-size=32MB",
                "aiodiskdb.primary=two"
            })
    static class NamedOnly {}

    @AioDiskDbTest
    @ContextConfiguration(classes = Nothing.class)
    @TestPropertySource(properties = "spring.config.location=optional:classpath:/none/")
    static class NothingConfigured {}

    @Configuration(proxyBeanMethods = false)
    static class Elsewhere {

        @Bean
        AioDiskDbBuilderCustomizer elsewhere() {
            return (database, builder) -> builder.path(Path.of(OF_THE_APPLICATION, database));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ElsewhereAtLast {

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        AioDiskDbBuilderCustomizer elsewhere() {
            return (database, builder) -> builder.path(Path.of(OF_THE_APPLICATION, database));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Nothing {}
}
