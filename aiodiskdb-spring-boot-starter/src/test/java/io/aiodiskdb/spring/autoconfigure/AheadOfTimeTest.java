package io.aiodiskdb.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.spring.event.AioDiskDbEvent;
import io.aiodiskdb.spring.event.AioDiskDbWrittenEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** What ahead-of-time processing makes of the databases. That it runs is tested in the module of AOT tests. */
class AheadOfTimeTest {

    @TempDir
    private Path directory;

    private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
    private final RuntimeHints hints = new RuntimeHints();

    @BeforeEach
    void process() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of(
                            "aiodiskdb.path=" + directory.resolve("default"),
                            "aiodiskdb.databases.blocks.path=" + directory.resolve("blocks"))
                    .applyTo(context);
            context.register(AioDiskDbAutoConfiguration.class, AioDiskDbBlockingAutoConfiguration.class);
            ClassNameGenerator names = new ClassNameGenerator(ClassName.get(getClass()));
            DefaultGenerationContext generation = new DefaultGenerationContext(names, files, hints);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            generation.writeGeneratedContent();
        }
    }

    @Test
    void keepsEachDatabaseWithItsNameAndQualifier() throws Exception {
        assertThat(sources())
                .contains(
                        "\"aioDiskDb\"", "\"blockingAioDiskDb\"", "\"blocksAioDiskDb\"", "\"blocksBlockingAioDiskDb\"")
                .contains("addIndexedArgumentValue(0, \"blocks\")")
                .contains("new AutowireCandidateQualifier(\"org.springframework.beans.factory.annotation.Qualifier\", "
                        + "\"blocks\")");
    }

    @Test
    void opensNoDatabase() {
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void keepsThePropertiesBindable() {
        assertThat(RuntimeHintsPredicates.reflection().onType(AioDiskDbProperties.class))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(AioDiskDbDatabasesProperties.class))
                .accepts(hints);
    }

    @Test
    void keepsTheGettersOfEventsCallable() throws Exception {
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(AioDiskDbEvent.class.getMethod("getDatabase")))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(AioDiskDbWrittenEvent.class.getMethod("getIndex")))
                .accepts(hints);
    }

    private String sources() throws Exception {
        StringBuilder sources = new StringBuilder();
        for (String name : files.getGeneratedFiles(Kind.SOURCE).keySet()) {
            sources.append(files.getGeneratedFileContent(Kind.SOURCE, name));
        }
        return sources.toString();
    }
}
