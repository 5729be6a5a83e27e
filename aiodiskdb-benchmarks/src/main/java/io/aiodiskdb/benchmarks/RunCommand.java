package io.aiodiskdb.benchmarks;

import io.aiodiskdb.benchmarks.report.MachineFacts;
import io.aiodiskdb.benchmarks.report.ResultFile;
import io.aiodiskdb.benchmarks.report.Results;
import io.aiodiskdb.benchmarks.report.Table;
import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Contenders;
import io.aiodiskdb.benchmarks.workload.Workload;
import io.aiodiskdb.benchmarks.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures all systems alternately in one run, because nothing that was measured in different runs can be compared. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = BenchmarksCommand.Version.class,
        description = {
            "Measures; writes all figures to a file, and prints medians, spreads and ratios.",
            "In full size it takes some hours and 22 GiB of disk; try --scale=0.02 --rounds=1 first.",
            "The Python library takes part if AIODISKDB_PYTHON names its checkout.",
            "Exit status: 0 all passes ran, 1 some failed, 2 wrong arguments."
        })
final class RunCommand implements Callable<Integer> {

    private static final int MOST_ROUNDS = 100;
    private static final int MOST_MINUTES = 24 * 60;
    private static final long NEEDED = 20L << 30;
    private static final long NEEDED_ALWAYS = 2L << 30;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--workloads", split = ",", description = "W1 to W7; by default all.")
    private List<String> workloads = Workloads.names();

    @Option(names = "--systems", split = ",", description = "By default all.")
    private List<String> systems = Contenders.names();

    @Option(names = "--variants", description = "Only variants that contain this text.")
    private String variants = "";

    @Option(names = "--rounds", description = "Passes of each, 1 to 100 (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--scale",
            description = "Share of the full size and time, more than 0 and at most 1 (default: ${DEFAULT-VALUE}).")
    private double scale = 1;

    @Option(
            names = "--full-size",
            split = ",",
            description = "Workloads that are run in full size, whatever the scale of the others is.")
    private List<String> fullSize = List.of();

    @Option(
            names = "--pass-timeout",
            description = "Minutes after which a pass is given up, 1 to 1440 (default: ${DEFAULT-VALUE}).")
    private int passTimeout = 30;

    @Option(
            names = "--directory",
            description = "Scratch directory on the disk to be measured (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("target", "benchmarks");

    @Option(names = "--output", description = "File for all figures (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("target", "benchmark-results.csv");

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkRanges();
        List<Workload> chosen = workloads.stream().map(this::workload).toList();
        List<Contender> contenders = systems.stream().map(this::system).toList();
        if (chosen.stream().flatMap(each -> each.variants().stream()).noneMatch(each -> each.contains(variants))) {
            throw wrong(
                    "--variants",
                    variants,
                    "part of a variant, such as \"" + chosen.get(0).variants().get(0) + '"');
        }
        createDirectories();
        checkRoom();
        Results results = new Results();
        List<Contender> taking = contenders.stream()
                .filter(each -> chosen.stream()
                        .anyMatch(workload -> workload.variants().stream()
                                .anyMatch(variant -> variant.contains(variants) && workload.suits(each, variant))))
                .toList();
        MachineFacts.addTo(results, directory, taking, rounds, scales());
        PrintWriter progress = spec.commandLine().getErr();
        try (ResultFile file = new ResultFile(output, results)) {
            PassRunner runner = new PassRunner(
                    directory,
                    workload -> fullSize.contains(workload.name()) ? 1 : scale,
                    Duration.ofMinutes(passTimeout));
            new Rounds(runner, rounds, results, file, progress).run(chosen, contenders, variants);
        }
        print(results);
        return results.failures().isEmpty() ? 0 : 1;
    }

    private String scales() {
        return scale + (fullSize.isEmpty() ? "" : ", but 1.0 for " + String.join(", ", fullSize));
    }

    private void checkRanges() {
        for (String name : fullSize) {
            if (!Workloads.names().contains(name)) {
                throw wrong("--full-size", name, "some of " + String.join(", ", Workloads.names()));
            }
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw wrong("--rounds", rounds, "1 to " + MOST_ROUNDS);
        }
        if (!(scale > 0 && scale <= 1)) {
            throw wrong("--scale", scale, "more than 0 and at most 1");
        }
        if (passTimeout < 1 || passTimeout > MOST_MINUTES) {
            throw wrong("--pass-timeout", passTimeout, "1 to " + MOST_MINUTES + " minutes");
        }
    }

    private Workload workload(String name) {
        if (!Workloads.names().contains(name)) {
            throw wrong("--workloads", name, "some of " + String.join(", ", Workloads.names()));
        }
        return Workloads.of(name);
    }

    private Contender system(String name) {
        if (!Contenders.names().contains(name)) {
            throw wrong("--systems", name, "some of " + String.join(", ", Contenders.names()));
        }
        return Contenders.of(name);
    }

    private void createDirectories() throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw wrong("--directory", directory, "a directory, or a path where one can be created");
        }
        if (Files.isDirectory(output)) {
            throw wrong("--output", output, "a file, not a directory");
        }
        Files.createDirectories(directory);
        Path parent = output.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    private void checkRoom() throws IOException {
        long needed = NEEDED_ALWAYS + (long) (NEEDED * (fullSize.isEmpty() ? scale : 1));
        long found = Files.getFileStore(directory).getUsableSpace();
        if (found < needed) {
            throw wrong(
                    "--directory",
                    directory,
                    "one with " + (needed >> 20) + " MiB of room, of which it has " + (found >> 20));
        }
    }

    private ParameterException wrong(String option, Object value, String allowed) {
        return new ParameterException(
                spec.commandLine(), "Invalid value for " + option + ": \"" + value + "\"; allowed: " + allowed);
    }

    private void print(Results results) {
        PrintWriter out = spec.commandLine().getOut();
        for (String workload : Table.workloads(results)) {
            out.println();
            out.println("### " + workload + ": " + Workloads.of(workload).description());
            out.println();
            out.print(Table.of(results, workload));
        }
        results.failures().forEach(failure -> out.println("failed: " + failure));
        out.println("All figures are in " + output);
        out.flush();
    }
}
