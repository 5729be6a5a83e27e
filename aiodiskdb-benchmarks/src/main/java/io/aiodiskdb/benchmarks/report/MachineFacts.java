package io.aiodiskdb.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Durability;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds out where a run takes place, and how the systems are set up. */
public final class MachineFacts {

    private MachineFacts() {}

    /** Adds them to results. */
    public static void addTo(Results results, Path directory, List<Contender> systems, int rounds, String scale)
            throws IOException {
        results.addFact("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        results.addFact("rounds", Integer.toString(rounds));
        results.addFact("scale", scale);
        results.addFact("cpu", cpu());
        results.addFact("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        results.addFact("memory", memory());
        results.addFact(
                "kernel",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        results.addFact("file system", Files.getFileStore(directory).type());
        results.addFact("java", System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"));
        for (Contender system : systems) {
            results.addFact("version of " + system.name(), system.version());
            for (Durability durability : Durability.values()) {
                if (system.durabilities().contains(durability)) {
                    results.addFact(system.name() + ", " + durability.label(), system.configuration(durability));
                }
            }
        }
    }

    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            try (Stream<String> lines = Files.lines(info)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).trim())
                        .findFirst()
                        .orElse("unknown");
            }
        }
        return "unknown";
    }

    private static String memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? String.format(Locale.ROOT, "%.1f GiB", system.getTotalMemorySize() / (double) (1 << 30))
                : "unknown";
    }
}
