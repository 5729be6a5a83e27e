package io.aiodiskdb.spring.test.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.TestContextManager;

/** What is left of the databases of a context that the test framework keeps to the end: in a JVM of its own. */
class EndOfTheJvmTest {

    @TempDir
    private Path temporary;

    @Test
    void deletesTheDirectoriesOfContextsThatWereKept() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeepsAContext.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("[default] is in " + temporary.resolve("aiodiskdb-test-"));
        assertThat(temporary).isEmptyDirectory();
    }

    /** Ends as a JVM of tests does. */
    static final class KeepsAContext {

        private KeepsAContext() {}

        /**
         * Makes a context that stays in the cache, and ends.
         *
         * @param arguments none
         */
        public static void main(String[] arguments) {
            AioDiskDbRegistry databases = new TestContextManager(TemporaryPathsTest.Plain.class)
                    .getTestContext()
                    .getApplicationContext()
                    .getBean(AioDiskDbRegistry.class);
            databases
                    .databases()
                    .forEach((name, database) -> System.out.printf(
                            "[%s] is in %s%n", name, database.config().path()));
            System.exit(0);
        }
    }
}
