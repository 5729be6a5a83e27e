package io.aiodiskdb.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged application as a process of its own, on a free port and a directory of the test's. */
public final class SampleProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern STARTED = Pattern.compile("Started SampleApplication");

    private final Process process;
    private final List<String> output = new ArrayList<>();
    private int port;

    private SampleProcess(Process process) {
        this.process = process;
    }

    /** Starts it, and waits until it serves. A property can say the port. */
    public static SampleProcess start(Path directory, String... properties) throws Exception {
        SampleProcess sample = launch(directory, properties);
        CompletableFuture<Boolean> started = CompletableFuture.supplyAsync(sample::readUntilStarted);
        try {
            assertThat(started.get(2, TimeUnit.MINUTES)).as("start").isTrue();
        } catch (AssertionError | ExecutionException | InterruptedException | TimeoutException e) {
            sample.kill();
            throw new AssertionError(String.join("\n", sample.output), e);
        }
        Thread drain = new Thread(sample::readUntilStarted, "output of the application");
        drain.setDaemon(true);
        drain.start();
        return sample;
    }

    /** Starts one that is to end by itself, and waits for that. */
    static String failToStart(Path directory, String... properties) throws Exception {
        SampleProcess sample = launch(directory, properties);
        try {
            assertThat(sample.readUntilStarted()).as("start").isFalse();
            assertThat(sample.process.waitFor()).as("exit status").isNotZero();
            return String.join("\n", sample.output);
        } finally {
            sample.kill();
        }
    }

    private static SampleProcess launch(Path directory, String... properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add(System.getProperty("sample.jar"));
        if (Arrays.stream(properties).noneMatch(property -> property.startsWith("server.port="))) {
            command.add("--server.port=0");
        }
        command.add("--aiodiskdb.path=" + directory.resolve("store"));
        for (String property : properties) {
            command.add("--" + property);
        }
        return new SampleProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private boolean readUntilStarted() {
        BufferedReader reader = process.inputReader();
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (output) {
                    output.add(line);
                }
                Matcher matcher = PORT.matcher(line);
                if (matcher.find()) {
                    port = Integer.parseInt(matcher.group(1));
                } else if (STARTED.matcher(line).find()) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // killed
        }
        return false;
    }

    /** {@return where it listens} */
    public int port() {
        return port;
    }

    SampleClient client() {
        return new SampleClient(port);
    }

    /** Ends it at once, with SIGKILL. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks it to end, with SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** {@return its exit status, as soon as it has ended} */
    public int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ended").isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
