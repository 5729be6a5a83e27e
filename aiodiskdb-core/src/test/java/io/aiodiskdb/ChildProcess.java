package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.model.ItemLocation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link ChildMain} in a JVM of its own, and what it has said so far. */
final class ChildProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;
    private static final String END = "";

    private final Process process;
    private final Path errors;
    private final LinkedBlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final List<String> said = new ArrayList<>();
    private final Map<ItemLocation, MarkedItem> acknowledged = new LinkedHashMap<>();
    private final Thread reader;
    private boolean ended;

    private ChildProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.reader = new Thread(this::drain, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a child. */
    static ChildProcess start(Path errors, String what, Path directory, long seed, int round) throws IOException {
        return start(errors, List.of(), what, directory, seed, round);
    }

    /** Starts a child under a shell that sets limits first. */
    static ChildProcess startLimited(Path errors, String limits, String what, Path directory, long seed, int round)
            throws IOException {
        return start(errors, List.of("bash", "-c", limits + " && exec \"$@\"", "bash"), what, directory, seed, round);
    }

    private static ChildProcess start(
            Path errors, List<String> prefix, String what, Path directory, long seed, int round) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        if (signalIsIgnored(2)) { // as by a shell's background job; the child would inherit it
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ChildMain.class.getName(),
                what,
                directory.toString(),
                Long.toString(seed),
                Integer.toString(round)));
        return new ChildProcess(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    private static boolean signalIsIgnored(int signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> (signal - 1) & 1) == 1;
            }
        }
        return false;
    }

    private void drain() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                unread.add(line);
            }
        } catch (IOException e) {
            unread.add("CANNOT READ " + e);
        } finally {
            unread.add(END);
        }
    }

    long pid() {
        return process.pid();
    }

    /** {@return the next line; nothing at the end} */
    String next() throws InterruptedException {
        if (ended) {
            return END;
        }
        String line = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("the child has been silent for " + PATIENCE_SECONDS + " s" + story());
        }
        if (line.equals(END)) {
            ended = true;
        } else if (line.startsWith("ACK ")) {
            for (String word : line.substring(4).split(" ", -1)) {
                String[] part = word.split("/", -1);
                ItemLocation location = ItemLocation.parse(part[0]);
                MarkedItem item = new MarkedItem(
                        Integer.parseInt(part[1]),
                        Integer.parseInt(part[2]),
                        Integer.parseInt(part[3]),
                        Integer.parseInt(part[4]),
                        (int) location.size());
                assertThat(acknowledged.put(location, item))
                        .as("what was acknowledged earlier at %s", location)
                        .isIn(null, item);
            }
        } else {
            said.add(line);
        }
        return line;
    }

    /** Waits for a line that begins so. */
    String await(String begin) throws InterruptedException {
        while (true) {
            String line = next();
            if (line.startsWith(begin) && !line.isEmpty()) {
                return line;
            }
            if (ended) {
                throw new AssertionError("the child has ended without saying " + begin + story());
            }
        }
    }

    /** Waits for so many lines with acknowledgements. */
    void awaitAcknowledgements(int lines) throws InterruptedException {
        for (int number = 0; number < lines; number++) {
            await("ACK ");
        }
    }

    /** Takes in what is left to read, once the process has ended. */
    void finish() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the child does not end" + story());
        }
        while (!ended) {
            next();
        }
    }

    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would throw away what it has said
        finish();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .inheritIO()
                .start();
        kill.waitFor();
    }

    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    int exitValue() {
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@return what must be there, by location} */
    Map<ItemLocation, MarkedItem> acknowledged() {
        return acknowledged;
    }

    /** {@return what it has said, but for acknowledgements} */
    List<String> said() {
        return said;
    }

    String story() {
        try {
            List<String> lines = Files.readAllLines(errors);
            return "; it said " + said + " and on its standard error:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
