package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Power cuts and disk faults in random histories, on a simulated disk: what is found again is what was promised. */
class PowerCutTest {

    private static final int SEEDS = Integer.getInteger("aiodiskdb.powercut.seeds", 3000);
    private static final long FIRST = Long.getLong("aiodiskdb.powercut.first", 1);

    @Test
    void aReopenedStoreHoldsAPrefixOfTheCommitOrderWithEverythingAcknowledged() {
        System.out.println("power cuts: seeds " + FIRST + " to " + (FIRST + SEEDS - 1));
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            String problem = new PowerCutHistory(seed).run();
            assertThat(problem).as("seed %d", seed).isNull();
        }
    }
}
