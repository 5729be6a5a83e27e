package io.aiodiskdb.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The starter on a class path that has nothing of the actuator and of Micrometer's meters. */
class WithoutActuatorTest {

    private static final Pattern LEFT_OUT = Pattern.compile(
            "(spring-boot-(starter-)?(actuator|health|micrometer)|micrometer-(core|registry|jakarta)|prometheus-).*\\.jar");

    @TempDir
    private Path directory;

    @Test
    void aDatabaseIsConfiguredAllTheSame() throws Exception {
        List<File> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(File::new)
                .toList();
        URL[] rest = classPath.stream()
                .filter(file -> !LEFT_OUT.matcher(file.getName()).matches())
                .map(WithoutActuatorTest::url)
                .toArray(URL[]::new);
        assertThat(rest).as("something is left out, and not all").hasSizeBetween(2, classPath.size() - 5);

        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(rest, ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            Object state = loader.loadClass(PlainApplication.class.getName())
                    .getMethod("run", String.class)
                    .invoke(null, directory.resolve("db").toString());
            assertThat(state).isEqualTo("RUNNING without HealthIndicator, without MeterRegistry, without Endpoint");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL url(File file) {
        try {
            return file.toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
