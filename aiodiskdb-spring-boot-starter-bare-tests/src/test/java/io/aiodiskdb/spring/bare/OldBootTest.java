package io.aiodiskdb.spring.bare;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The starter on a version of Spring Boot that it is not made for, in a JVM of its own. */
class OldBootTest {

    private static final String VERSION = System.getProperty("old.boot.version");

    @TempDir
    private Path directory;

    @Test
    void refusesToStartAndSaysWhatToDo() throws Exception {
        Result result = run();

        assertThat(result.status).as(result.output).isEqualTo(1);
        assertThat(result.output)
                .contains("APPLICATION FAILED TO START")
                .contains("aiodiskdb-spring-boot-starter needs Spring Boot 4.1 or a later version 4, "
                        + "but the application runs on " + VERSION + ".")
                .contains("aiodiskdb.compatibility-check.enabled")
                .doesNotContain("Error:")
                .doesNotContain("\tat ");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void getsAsFarAsItsBeansIfTheCheckIsSwitchedOff() throws Exception {
        Result result = run("--aiodiskdb.compatibility-check.enabled=false");

        assertThat(result.output).contains("Error creating bean").doesNotContain("needs Spring Boot");
    }

    private Result run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(
                        File.pathSeparator,
                        Path.of(System.getProperty("old.boot.directory"), "*").toString(),
                        pathOf(BareApplication.class),
                        pathOf(AioDiskDbRegistry.class),
                        pathOf(AioDiskDb.class),
                        pathOf(LoggerFactory.class),
                        pathOf(ch.qos.logback.classic.Logger.class),
                        pathOf(ch.qos.logback.core.Context.class),
                        pathOf(NullMarked.class)),
                BareApplication.class.getName(),
                "--spring.main.banner-mode=off",
                "--aiodiskdb.path=" + directory.resolve("default")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static String pathOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private record Result(int status, String output) {}
}
