package io.aiodiskdb.spring.test.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.test.context.aot.TestContextAotGenerator;

/** Tests with the slice can be processed ahead of time. */
class AheadOfTimeTest {

    @Test
    void keepsTheTemporaryDirectoryAsBeans() throws Exception {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

        new TestContextAotGenerator(files, new RuntimeHints())
                .processAheadOfTime(Stream.of(TemporaryPathsTest.Plain.class));

        StringBuilder sources = new StringBuilder();
        for (String name : files.getGeneratedFiles(Kind.SOURCE).keySet()) {
            sources.append(files.getGeneratedFileContent(Kind.SOURCE, name));
        }
        assertThat(sources)
                .contains("TemporaryDirectory::new")
                .contains("new TemporaryPathCustomizer(")
                .contains("\"aioDiskDbTemporaryPathCustomizer\"")
                .doesNotContain("directories-of-the-application");
    }
}
