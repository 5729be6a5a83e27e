package io.aiodiskdb.stress;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.model.ItemLocation;
import java.util.Optional;
import java.util.SplittableRandom;

/** Reads what was acknowledged lately and compares it. */
final class ReadingWorker extends Worker {

    ReadingWorker(Load load) {
        super(load);
    }

    @Override
    void step(SplittableRandom random) {
        Recent.Acknowledged acknowledged = load().recent().pick(random);
        if (acknowledged == null) {
            return;
        }
        ItemLocation location = acknowledged.location();
        try {
            Optional<byte[]> read = random.nextBoolean()
                    ? load().db().blocking().read(location)
                    : await(load().db().read(location));
            if (read.isEmpty()) {
                if (!load().intentions().mayBeGone(location)) {
                    load().violation("acknowledged and not there: " + acknowledged);
                }
            } else if (!acknowledged.item().equals(StressItem.decode(read.get()))) {
                load().violation("wrong bytes of " + acknowledged);
            }
        } catch (CorruptDataException e) {
            if (load().settings().damageExpected) {
                load().countRefusal();
            } else {
                load().violation("damaged: " + acknowledged + ": " + e.getMessage());
            }
        }
    }

    /** Reads need no disk, mostly: without a pause they would take the processor from everybody else. */
    @Override
    long pauseNanos(SplittableRandom random) {
        return Math.max(super.pauseNanos(random), 200_000);
    }
}
