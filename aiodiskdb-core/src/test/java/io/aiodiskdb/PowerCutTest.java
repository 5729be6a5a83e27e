package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Power cuts and disk faults in random histories, on a simulated disk: what is found again is what was promised. */
class PowerCutTest {

    @Test
    @Timeout(600)
    void aReopenedStoreHoldsAPrefixOfTheCommitOrderWithEverythingAcknowledged() throws InterruptedException {
        run(new ParallelSeeds("powercut", 20_000));
    }

    /** Some hours; in parts, or on several machines, by the system properties. */
    @Test
    @Tag("long")
    @Timeout(value = 48, unit = TimeUnit.HOURS)
    void aReopenedStoreHoldsItInTenMillionHistories() throws InterruptedException {
        run(new ParallelSeeds("powercut.long", 10_000_000));
    }

    private static void run(ParallelSeeds seeds) throws InterruptedException {
        AtomicLongArray cuts = new AtomicLongArray(PowerCutHistory.MOST_CUTS_IN_A_ROW + 1);
        seeds.run(seed -> new PowerCutHistory(seed, row -> cuts.incrementAndGet((int) row)).run());
        System.out.println("recoveries that came through after 0, 1 … cuts in a row: " + cuts);
        for (int row = 0; row < cuts.length() && seeds.areMany(); row++) {
            assertThat(cuts.get(row))
                    .as("recoveries after %d cuts in a row", row)
                    .isPositive();
        }
    }
}
