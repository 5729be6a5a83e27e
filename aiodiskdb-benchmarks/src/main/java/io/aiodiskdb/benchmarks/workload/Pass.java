package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Setup;
import io.aiodiskdb.benchmarks.system.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * One system in one variant of a workload, once. Used by one thread.
 *
 * @param contender the system
 * @param scratch directory that the pass may fill and empties again
 * @param scale share of the full size, more than 0 and at most 1
 * @param results told each figure
 */
public record Pass(Contender contender, Path scratch, double scale, Consumer<Measurement> results) {

    private static final long MEMORY_TO_TOUCH = 1536L << 20;

    /** Twice what the largest timed part writes: with 1.5 GiB in all, one that writes 1 GiB took one or three times as long. */
    private static final long MEMORY_TO_TOUCH_IN_FULL_SIZE = 2L << 30;

    private static final double LEAST_SECONDS = 0.5;
    private static final double LEAST_WARM_UP_SECONDS = 1;
    private static final double LEAST_MEANINGFUL_SCALE = 0.2;

    /** {@return an empty directory} */
    Path directory(String name) throws IOException {
        return Files.createDirectories(scratch.resolve(name));
    }

    /** Opens the system in a new directory. */
    Store open(String name, Setup setup) throws Exception {
        return contender.open(directory(name), setup);
    }

    void report(String workload, String variant, String metric, double value, String unit) {
        reportAs(contender.name(), workload, variant, metric, value, unit);
    }

    /** Reports a figure of another name than the system's, such as that of a further limit. */
    void reportAs(String system, String workload, String variant, String metric, double value, String unit) {
        results.accept(new Measurement(workload, variant, system, metric, value, unit));
    }

    /** {@return a number of the full size, scaled, at least 1} */
    long scaled(long full) {
        return Math.max(1, Math.round(full * scale));
    }

    /** {@return how long a timed part lasts: below half a second it would measure how a system warms up} */
    double seconds(double full) {
        return Math.max(LEAST_SECONDS, full * scale);
    }

    /** {@return how long a part is run before it is timed: a third of its time, and long enough for its code to be compiled} */
    double warmUpSeconds(double timedSeconds) {
        return Math.max(prepared(LEAST_WARM_UP_SECONDS), timedSeconds / 3);
    }

    /** {@return as much of a preparation as is due: all of it, down to a scale at which figures say nothing any more} */
    double prepared(double full) {
        return full * Math.min(1, scale / LEAST_MEANINGFUL_SCALE);
    }

    /** Something that a pass does before it is timed. */
    interface WarmUp {
        void run() throws Exception;
    }

    /**
     * Repeats a part that ends by itself until its code is likely to be compiled, however small the scale makes it. It should do
     * as much as the timed one: code that meets something for the first time, such as the next file, is compiled once more.
     */
    void warmUp(WarmUp part) throws Exception {
        long end = System.nanoTime() + (long) (prepared(LEAST_WARM_UP_SECONDS) * 1e9);
        do {
            part.run();
        } while (System.nanoTime() - end < 0);
    }

    /**
     * Writes and deletes a file. A virtual machine gives memory that it has freed back to its host, and touching it again is many times
     * slower than writing into it: so each timed pass begins with the same amount of memory that has been touched.
     */
    void touchMemory() throws IOException {
        Path file = scratch.resolve("touch");
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long bytes = (long) prepared(MEMORY_TO_TOUCH) + scaled(MEMORY_TO_TOUCH_IN_FULL_SIZE);
            for (long at = 0; at < bytes; at += chunk.capacity()) {
                channel.write(chunk.clear(), at);
            }
        }
        Files.delete(file);
    }

    /** Deletes what a pass has written. */
    void clear(String name) throws IOException {
        Scratch.delete(scratch.resolve(name));
    }
}
