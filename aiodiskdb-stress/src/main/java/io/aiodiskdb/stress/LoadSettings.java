package io.aiodiskdb.stress;

import java.util.SplittableRandom;
import picocli.CommandLine.Option;

/** Who does how much to the store. Not changed once the command line has been read. */
final class LoadSettings {

    @Option(names = "--writers", defaultValue = "4", description = "Threads that add. Default: ${DEFAULT-VALUE}")
    int writers = 4;

    @Option(
            names = "--committers",
            defaultValue = "2",
            description = "Threads that commit transactions. Default: ${DEFAULT-VALUE}")
    int committers = 2;

    @Option(names = "--flushers", defaultValue = "1", description = "Threads that flush. Default: ${DEFAULT-VALUE}")
    int flushers = 1;

    @Option(names = "--pruners", defaultValue = "1", description = "Threads that prune. Default: ${DEFAULT-VALUE}")
    int pruners = 1;

    @Option(
            names = "--readers",
            defaultValue = "2",
            description = "Threads that read what was acknowledged and compare it. Default: ${DEFAULT-VALUE}")
    int readers = 2;

    @Option(names = "--seconds", description = "When to end. Default: not before it is killed")
    long seconds = Long.MAX_VALUE / 2_000_000_000L;

    @Option(names = "--operations", description = "After how many operations to end. Default: no bound")
    long operations = Long.MAX_VALUE;

    @Option(names = "--rate", description = "Most operations in a second, of all threads together. Default: no bound")
    long rate = Long.MAX_VALUE;

    @Option(
            names = "--min-size",
            defaultValue = "40",
            description = "Bytes of the smallest item, at least " + StressItem.MIN_SIZE + ". Default: ${DEFAULT-VALUE}")
    int minSize = 40;

    @Option(
            names = "--max-size",
            defaultValue = "16384",
            description = "Bytes of the largest item. Default: ${DEFAULT-VALUE}")
    int maxSize = 16_384;

    @Option(
            names = "--keep-files",
            defaultValue = "40",
            description = "Data files above which a pruner drops the oldest. Default: ${DEFAULT-VALUE}")
    int keepFiles = 40;

    @Option(
            names = "--prune-every",
            defaultValue = "50",
            description = "Milliseconds between two prunings of a thread. Default: ${DEFAULT-VALUE}")
    long pruneEveryMillis = 50;

    @Option(names = "--reopen", description = "Open the store again when it has failed, and go on.")
    boolean reopen;

    @Option(names = "--damage-expected", description = "Do not call it a violation when a read reports damage.")
    boolean damageExpected;

    @Option(names = "--figures-every", defaultValue = "10", description = "Seconds between two lines of figures.")
    long figuresEverySeconds = 10;

    @Option(
            names = "--seed",
            description = "Seed of what the threads choose; when they are at work is left to the system. Default: a"
                    + " random one, which is printed")
    long seed = System.nanoTime();

    int threads() {
        return writers + committers + flushers + pruners + readers;
    }

    /** {@return a size for an item; small ones are more frequent} */
    int size(SplittableRandom random) {
        double ratio = (double) maxSize / minSize;
        return (int) Math.min(maxSize, Math.round(minSize * Math.pow(ratio, random.nextDouble())));
    }
}
