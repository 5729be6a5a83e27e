package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says that this process has mapped. */
public final class MappedLines {

    private MappedLines() {}

    /**
     * Lists mappings.
     *
     * @param directory where the files are, or were
     * @return a line for each mapping of a file below it
     */
    public static List<String> below(Path directory) throws IOException {
        String prefix = directory.toRealPath() + "/";
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(prefix)).toList();
        }
    }
}
