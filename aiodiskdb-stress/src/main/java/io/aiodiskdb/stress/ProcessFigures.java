package io.aiodiskdb.stress;

import io.aiodiskdb.model.DbStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process takes, as Linux tells: memory, descriptors and threads. */
final class ProcessFigures {

    private static final long BEGAN = System.nanoTime();

    private ProcessFigures() {}

    /** Prints a line with the figures of the process, the load and the store. */
    static void print(Load load) {
        DbStats stats = load.db().stats();
        Runtime runtime = Runtime.getRuntime();
        System.out.println("FIGURES seconds=" + (System.nanoTime() - BEGAN) / 1_000_000_000L
                + " " + load.counts()
                + " rssKiB=" + status("VmRSS:") + " descriptors=" + descriptors() + " threads=" + status("Threads:")
                + " heapKiB=" + (runtime.totalMemory() - runtime.freeMemory()) / 1024
                + " state=" + load.db().state() + " files=" + stats.files() + " storeKiB=" + stats.bytesOnDisk() / 1024
                + " itemsWritten=" + stats.itemsWritten() + " fsyncs=" + stats.fsyncs() + " failures="
                + stats.failures() + " eventsDropped=" + stats.eventsDropped());
    }

    private static String status(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .findFirst()
                    .orElse("?");
        } catch (IOException | RuntimeException e) {
            return "?";
        }
    }

    private static String descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return Long.toString(open.count());
        } catch (IOException | RuntimeException e) {
            return "?";
        }
    }
}
