package io.aiodiskdb.stress;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

/**
 * The file outside the store in which the load notes what was acknowledged. Thread-safe.
 *
 * <p>A line goes out with one {@code write} to a file opened with {@code O_APPEND}, so whatever this method has returned
 * for survives the process. It survives the machine only if the log was opened as a synchronous one ({@code O_DSYNC}).
 */
final class AckLog implements Closeable {

    private static final long TAIL = 1 << 16;

    private final FileChannel channel;

    private AckLog(FileChannel channel) {
        this.channel = channel;
    }

    static AckLog open(Path path, boolean synchronous) throws IOException {
        boolean torn = Files.isRegularFile(path) && !endsWithLine(path);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (synchronous) {
            options.add(StandardOpenOption.DSYNC);
        }
        AckLog log = new AckLog(FileChannel.open(path, options));
        if (torn) {
            log.write("\n");
        }
        return log;
    }

    private static boolean endsWithLine(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return file.size() == 0 || (file.read(last, file.size() - 1) == 1 && last.get(0) == '\n');
        }
    }

    /** {@return the number of the last session in a log, 0 if there is none} */
    static int lastSession(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return 0;
        }
        // Each line names its session, so the last whole one tells. A line is far shorter than what is read here.
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long from = Math.max(0, file.size() - TAIL);
            ByteBuffer tail = ByteBuffer.allocate((int) (file.size() - from));
            int read = 0;
            while (read >= 0 && tail.hasRemaining()) {
                read = file.read(tail, from + tail.position());
            }
            String[] lines = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8).split("\n", -1);
            for (int i = lines.length - 1; i > (from > 0 ? 0 : -1); i--) {
                if (LogLine.isWhole(lines[i])) {
                    return LogLine.parse(lines[i]).session();
                }
            }
            return 0;
        }
    }

    /**
     * Appends a line.
     *
     * <p>A load that cannot note its intentions must do nothing more, so a log that takes nothing ends the process.
     */
    void append(LogLine line) {
        try {
            write(line.format() + "\n");
        } catch (IOException e) {
            System.err.println("Cannot write to the log of acknowledgements: " + e);
            Runtime.getRuntime().halt(ExitCode.NO_LOG);
        }
    }

    private synchronized void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
