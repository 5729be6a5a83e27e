package io.aiodiskdb;

import io.aiodiskdb.internal.io.SimulatedStorage;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Judges an engine by threads that write by themselves what they wait for, on a simulated disk; a case is a seed. Every second
 * one ends with a power cut, the others with a stop.
 */
final class CallerWritesJudge implements LongFunction<@Nullable String> {

    private static final long PATIENCE_SECONDS = 3;
    private static final long POLL_NANOS = 200_000;

    private int changesOfCallers;

    /** {@return how many changes of the disk callers have made by themselves so far} */
    int changesOfCallers() {
        return changesOfCallers;
    }

    @Override
    public @Nullable String apply(long seed) {
        try {
            return round(seed);
        } catch (AssertionError | RuntimeException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    /** A step that never comes is what some other check has to tell. */
    private static void awaitPowerOff(SimulatedStorage disk) {
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000;
        while (!disk.isPowerOff() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private @Nullable String round(long seed) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        boolean orderly = seed % 2 == 0;
        AioDiskDbBuilder settings = DurableLoad.settings(Path.of("simulated"), random);
        SimulatedStorage disk = new SimulatedStorage(seed);
        OneWriterPlatform watched = new OneWriterPlatform(new SimulatedPlatform(disk), true);
        DurableLoad load = new DurableLoad(random, PATIENCE_SECONDS);
        if (!orderly) {
            load.mayFail();
        }
        AioDiskDb db = new DefaultAioDiskDb(settings.config(), false, watched.platform());
        int stepsLeft = random.nextInt(20);

        load.runUntil(db, ending -> {
            watched.awaitCaller();
            if (orderly) {
                ending.blocking().stop();
            } else {
                disk.cutPowerAtStep(disk.steps() + stepsLeft);
                awaitPowerOff(disk);
                Outcome.ofRun(() -> ending.blocking().stop()); // for those whom nobody has told
            }
        });

        changesOfCallers += watched.changesOfCallers();
        if (!watched.overlaps().isEmpty()) {
            return watched.overlaps().get(0);
        }
        SimulatedPlatform left = new SimulatedPlatform(disk.powerCut());
        try (AioDiskDb reopened = new DefaultAioDiskDb(settings.config(), false, left)) {
            load.check(reopened, orderly);
        }
        return null;
    }
}
