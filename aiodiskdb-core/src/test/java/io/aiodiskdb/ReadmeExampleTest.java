package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README is compiled and run. */
class ReadmeExampleTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Pattern FIRST_JAVA_BLOCK = Pattern.compile("(?ms)^```java\\s*$\\R(.*?)^```\\s*$");
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path home;

    @Test
    void doesWhatItSays() throws Exception {
        Path classes = compile(example());
        Path working = Files.createDirectory(home.resolve("working"));

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes + java.io.File.pathSeparator + CLASS_PATH,
                        "Example")
                .directory(working.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines()).containsExactly("0:5:4", "0:9:7", "hello");
        assertThat(Files.readString(working.resolve("data/data00000.dat"), StandardCharsets.ISO_8859_1))
                .endsWith("hellobothor none");
    }

    private static String example() throws IOException {
        Matcher block = FIRST_JAVA_BLOCK.matcher(Files.readString(README));
        assertThat(block.find())
                .as("%s has a block of Java", README.toAbsolutePath())
                .isTrue();
        String example = block.group(1);
        assertThat(example).contains("class Example").contains("main(");
        return example;
    }

    private Path compile(String example) throws IOException {
        Path source = Files.writeString(home.resolve("Example.java"), example);
        Path classes = Files.createDirectory(home.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            complaints,
                            files,
                            null,
                            List.of("-cp", CLASS_PATH, "-d", classes.toString(), "-Xlint:all", "-Werror", "-proc:none"),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as("%s", complaints).isTrue();
        }
        return classes;
    }
}
