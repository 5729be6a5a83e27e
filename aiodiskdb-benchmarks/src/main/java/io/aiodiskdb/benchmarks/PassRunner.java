package io.aiodiskdb.benchmarks;

import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.workload.Measurement;
import io.aiodiskdb.benchmarks.workload.Scratch;
import io.aiodiskdb.benchmarks.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Runs a pass in a process of its own, and leaves nothing behind, whatever happens to it. Used by one thread. */
final class PassRunner {

    private static final String MAIN = PassProcess.class.getName();

    private final Path directory;
    private final ToDoubleFunction<Workload> scale;
    private final Duration timeout;

    PassRunner(Path directory, ToDoubleFunction<Workload> scale, Duration timeout) {
        this.directory = directory;
        this.scale = scale;
        this.timeout = timeout;
    }

    /**
     * Runs a pass.
     *
     * @throws PassFailedException if it takes too long, ends with another status than 0, or reports nothing
     */
    List<Measurement> run(Workload workload, String variant, Contender system)
            throws IOException, InterruptedException, PassFailedException {
        Path scratch = directory.resolve("pass");
        Path errors = directory.resolve("errors.log");
        Path figures = directory.resolve("figures.txt");
        Scratch.delete(scratch);
        Files.createDirectories(scratch);
        Process process = new ProcessBuilder(command(workload, variant, system, scratch))
                .redirectError(errors.toFile())
                .redirectOutput(figures.toFile())
                .start();
        // A driver that is interrupted takes its pass with it.
        Thread end = new Thread(() -> end(process));
        Runtime.getRuntime().addShutdownHook(end);
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new PassFailedException("took more than " + timeout.toMinutes() + " minutes");
            }
            if (process.exitValue() != 0) {
                throw new PassFailedException("status " + process.exitValue() + ", " + cause(errors));
            }
            return measurements(figures);
        } finally {
            end(process);
            process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            Scratch.delete(scratch);
        }
    }

    /** A pass of the Python library has a process of its own. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static List<Measurement> measurements(Path figures) throws IOException, PassFailedException {
        List<Measurement> found = new ArrayList<>();
        for (String line : Files.readAllLines(figures)) {
            if (Measurement.isLine(line)) {
                found.add(Measurement.parse(line));
            }
        }
        if (found.isEmpty()) {
            throw new PassFailedException("reported nothing");
        }
        return found;
    }

    /** {@return the line that tells most, of the messages of a process that has ended} */
    private static String cause(Path errors) throws IOException {
        List<String> lines = Files.readAllLines(errors);
        return lines.stream()
                .filter(line -> line.startsWith("Caused by") || line.startsWith("Exception in"))
                .reduce((earlier, later) -> later)
                .orElse(lines.isEmpty() ? "no message" : lines.get(lines.size() - 1));
    }

    private List<String> command(Workload workload, String variant, Contender system, Path scratch) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.ofPasses());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN);
        command.addAll(List.of(
                workload.name(),
                variant,
                system.name(),
                scratch.toString(),
                Double.toString(scale.applyAsDouble(workload))));
        return command;
    }
}
