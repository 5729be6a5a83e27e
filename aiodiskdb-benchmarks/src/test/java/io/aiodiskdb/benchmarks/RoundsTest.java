package io.aiodiskdb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Contenders;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final List<Contender> SYSTEMS = Contenders.all();

    private static List<Contender> order(int round) {
        return Rounds.inTurn(SYSTEMS, round);
    }

    @Test
    void eachRoundHasAllSystems() {
        for (int round = 1; round <= 20; round++) {
            assertThat(order(round)).containsExactlyInAnyOrderElementsOf(SYSTEMS);
        }
    }

    @Test
    void theFirstRoundIsInTheOrderOfTheSystemsAndNoOtherOfThreeBeginsWithTheSameOne() {
        assertThat(order(1)).isEqualTo(SYSTEMS);
        Set<Contender> first = new HashSet<>();
        for (int round = 1; round <= 3; round++) {
            first.add(order(round).get(0));
        }
        assertThat(first).hasSize(3);
    }

    @Test
    void nobodyComesAlwaysAfterTheSameOne() {
        for (Contender system : SYSTEMS) {
            Set<Contender> before = new HashSet<>();
            for (int round = 1; round <= 4; round++) {
                List<Contender> order = order(round);
                int place = order.indexOf(system);
                if (place > 0) {
                    before.add(order.get(place - 1));
                }
            }
            assertThat(before).as(system.name()).hasSizeGreaterThan(1);
        }
    }
}
