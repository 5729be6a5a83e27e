package io.aiodiskdb.sample.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files of a test's directory, for uploads. */
final class TestFiles {

    private final Path directory;

    TestFiles(Path directory) {
        this.directory = directory;
    }

    Path file(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    /** Writes a file of random bytes. */
    Path file(String name, int size) throws IOException {
        return file(name, bytes(size, name.hashCode()));
    }

    static byte[] bytes(int size, int seed) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }
}
