package io.aiodiskdb.internal.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.DatabaseLockedException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The lock among openers: in one JVM, in two class loaders of it, and in two processes. */
@Timeout(60)
class DirectoryLockTest {

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(temporary.resolve("db"));
    }

    @Test
    void refusesASecondOpenerInTheSameJvm() throws IOException {
        try (DirectoryLock lock = DirectoryLock.take(directory)) {
            assertThat(lock).isNotNull();
            assertThatExceptionOfType(DatabaseLockedException.class)
                    .isThrownBy(() -> DirectoryLock.take(directory))
                    .withMessageContaining(directory.toString())
                    .withMessageContaining("pid " + ProcessHandle.current().pid());
            assertStillHeldAgainstAnotherProcess();
        }
    }

    @Test
    void refusesASecondOpenerByAnotherPath() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
        Path detour = directory.resolve("..").resolve("db");
        try (DirectoryLock lock = DirectoryLock.take(directory)) {
            assertThat(lock).isNotNull();
            assertThatExceptionOfType(DatabaseLockedException.class).isThrownBy(() -> DirectoryLock.take(link));
            assertThatExceptionOfType(DatabaseLockedException.class).isThrownBy(() -> DirectoryLock.take(detour));
            assertStillHeldAgainstAnotherProcess();
        }
    }

    @Test
    void refusesASecondOpenerInAnotherClassLoader() throws Exception {
        try (DirectoryLock lock = DirectoryLock.take(directory);
                URLClassLoader loader = anotherClassLoader()) {
            assertThat(lock).isNotNull();
            Class<?> stranger = loadAnew(loader);
            assertThatExceptionOfType(InvocationTargetException.class)
                    .isThrownBy(() -> stranger.getMethod("take", Path.class).invoke(null, directory))
                    .havingCause()
                    .satisfies(refusal -> assertThat(refusal.getClass().getName())
                            .isEqualTo(DatabaseLockedException.class.getName()));
            assertStillHeldAgainstAnotherProcess();
        }
    }

    @Test
    void refusesAnOpenerWhileAnotherClassLoaderHoldsTheLock() throws Exception {
        try (URLClassLoader loader = anotherClassLoader()) {
            Class<?> stranger = loadAnew(loader);
            Object lock = stranger.getMethod("take", Path.class).invoke(null, directory);
            assertThatExceptionOfType(DatabaseLockedException.class).isThrownBy(() -> DirectoryLock.take(directory));
            assertStillHeldAgainstAnotherProcess();
            stranger.getMethod("close").invoke(lock);
        }
        DirectoryLock.take(directory).close();
    }

    @Test
    void refusesASecondOpenerInAnotherProcess() throws IOException {
        try (DirectoryLock lock = DirectoryLock.take(directory)) {
            assertThat(lock).isNotNull();
            assertStillHeldAgainstAnotherProcess();
        }
        try (Opener other = new Opener(directory)) {
            assertThat(other.answer()).isEqualTo("taken");
        }
    }

    @Test
    void namesTheProcessThatHoldsTheLock() throws IOException {
        try (Opener other = new Opener(directory)) {
            assertThat(other.answer()).isEqualTo("taken");
            assertThatExceptionOfType(DatabaseLockedException.class)
                    .isThrownBy(() -> DirectoryLock.take(directory))
                    .withMessageContaining(directory.toString())
                    .withMessageContaining("pid " + other.pid());
        }
        DirectoryLock.take(directory).close();
    }

    @Test
    void takesTheLockOfAProcessThatWasKilled() throws Exception {
        try (Opener other = new Opener(directory)) {
            assertThat(other.answer()).isEqualTo("taken");
            other.kill();
            DirectoryLock.take(directory).close();
        }
    }

    @Test
    void releasesTheLockOnClose() throws IOException {
        DirectoryLock first = DirectoryLock.take(directory);
        first.close();
        try (DirectoryLock second = DirectoryLock.take(directory)) {
            assertThat(second).isNotNull();
            first.close();
            assertThatExceptionOfType(DatabaseLockedException.class).isThrownBy(() -> DirectoryLock.take(directory));
            assertStillHeldAgainstAnotherProcess();
        }
    }

    @Test
    void leavesTheLockFileAndUsesItAgain() throws IOException {
        Files.writeString(directory.resolve(DirectoryLock.FILE), "pid 0, a long line of an earlier holder ".repeat(20));
        DirectoryLock.take(directory).close();
        assertThat(directory.resolve(DirectoryLock.FILE))
                .content()
                .startsWith("pid " + ProcessHandle.current().pid())
                .hasLineCount(1);
    }

    @Test
    void locksDirectoriesIndependently() throws IOException {
        Path other = Files.createDirectory(temporary.resolve("other"));
        try (DirectoryLock one = DirectoryLock.take(directory);
                DirectoryLock another = DirectoryLock.take(other)) {
            assertThat(one).isNotSameAs(another);
        }
    }

    @Test
    void refusesASymbolicLinkInPlaceOfTheLockFile() throws IOException {
        Path victim = Files.writeString(temporary.resolve("victim"), "untouched");
        Path file = directory.resolve(DirectoryLock.FILE);
        Files.createSymbolicLink(file, victim);
        assertThatExceptionOfType(NotARegularFileException.class).isThrownBy(() -> DirectoryLock.take(directory));
        assertThat(victim).hasContent("untouched");

        Files.delete(file);
        DirectoryLock.take(directory).close();
    }

    @Test
    void refusesADirectoryInPlaceOfTheLockFile() throws IOException {
        Files.createDirectory(directory.resolve(DirectoryLock.FILE));
        assertThatExceptionOfType(NotARegularFileException.class).isThrownBy(() -> DirectoryLock.take(directory));
    }

    @Test
    void refusesAMissingDirectory() {
        Path missing = temporary.resolve("missing");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> DirectoryLock.take(missing));
        assertThat(missing).doesNotExist();
    }

    private void assertStillHeldAgainstAnotherProcess() throws IOException {
        try (Opener other = new Opener(directory)) {
            assertThat(other.answer())
                    .startsWith("refused")
                    .contains("pid " + ProcessHandle.current().pid());
        }
    }

    private static Class<?> loadAnew(ClassLoader loader) throws ClassNotFoundException {
        Class<?> stranger = loader.loadClass(DirectoryLock.class.getName());
        assertThat(stranger).isNotSameAs(DirectoryLock.class);
        return stranger;
    }

    private static URLClassLoader anotherClassLoader() throws MalformedURLException {
        URL[] classes = {
            URI.create(root(DirectoryLock.class)).toURL(),
            LoggerFactory.class.getProtectionDomain().getCodeSource().getLocation()
        };
        // Any other parent than the bootstrap loader leads to the class of the test, if the tests run as a module.
        return new URLClassLoader(classes, null);
    }

    /** {@return where the class was loaded from; a module patched with the tests gives no other way to ask} */
    private static String root(Class<?> type) {
        String resource = type.getName().replace('.', '/') + ".class";
        String url = type.getResource("/" + resource).toString();
        return url.substring(0, url.length() - resource.length());
    }

    /** Another process that tries to take the lock, says how it went, and holds what it got until it is closed. */
    private static final class Opener implements AutoCloseable {

        private final Process process;
        private final BufferedReader output;

        Opener(Path directory) throws IOException {
            process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-cp",
                            String.join(
                                    File.pathSeparator,
                                    path(DirectoryLock.class),
                                    path(DirectoryLockTest.class),
                                    System.getProperty("java.class.path")),
                            LockHolder.class.getName(),
                            directory.toString())
                    .redirectErrorStream(true)
                    .start();
            output = process.inputReader(UTF_8);
        }

        private static String path(Class<?> type) {
            return Path.of(URI.create(root(type))).toString();
        }

        String answer() throws IOException {
            return output.readLine();
        }

        long pid() {
            return process.pid();
        }

        void kill() throws InterruptedException {
            assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        /** Ends the input of the other process, which is its sign to end, and waits for that. */
        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            try {
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** What runs in the other process. */
    static final class LockHolder {

        private LockHolder() {}

        public static void main(String[] arguments) throws IOException {
            try (DirectoryLock lock = DirectoryLock.take(Path.of(arguments[0]))) {
                System.out.println(lock == null ? "nothing" : "taken");
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (DatabaseLockedException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }
}
