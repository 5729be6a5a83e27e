package io.aiodiskdb.stress;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads a log of acknowledgements line by line, however long it is. */
final class LogReader {

    private LogReader() {}

    /**
     * Hands out all whole lines.
     *
     * <p>A torn line can be there where a process was killed: at the end, or before the begin of the next session.
     * Whoever would have waited for that write to return has not lived to do anything with it.
     *
     * @throws IOException if the log cannot be read, or has a torn line elsewhere
     */
    static void read(Path path, Consumer<LogLine> consumer) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            long number = 0;
            boolean torn = false;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                number++;
                if (!LogLine.isWhole(text)) {
                    torn |= !text.isEmpty();
                    continue;
                }
                LogLine line = LogLine.parse(text);
                if (torn && !(line instanceof LogLine.SessionBegun)) {
                    throw new IOException(path + ": torn line before line " + number + ", in the middle of a session");
                }
                torn = false;
                consumer.accept(line);
            }
        }
    }
}
