package io.aiodiskdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private static Figures figures(Map<Integer, Double> byRound) {
        return new Figures(new TreeMap<>(byRound));
    }

    @Test
    void theMedianOfAnOddNumberIsTheOneInTheMiddle() {
        assertThat(figures(Map.of(1, 9.0, 2, 1.0, 3, 4.0)).median()).isEqualTo(4);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(figures(Map.of(1, 9.0, 2, 1.0, 3, 4.0, 4, 6.0)).median()).isEqualTo(5);
    }

    @Test
    void theSpreadGoesFromTheLeastToTheMost() {
        Figures figures = figures(Map.of(1, 9.0, 2, 1.0, 3, 4.0));
        assertThat(figures.least()).isEqualTo(1);
        assertThat(figures.most()).isEqualTo(9);
    }

    @Test
    void dividesRoundByRound() {
        Figures ours = figures(Map.of(1, 10.0, 2, 30.0, 3, 8.0));
        Figures theirs = figures(Map.of(1, 5.0, 2, 10.0, 4, 1.0));
        assertThat(ours.dividedBy(theirs))
                .hasValueSatisfying(
                        ratio -> assertThat(ratio.byRound()).containsExactly(Map.entry(1, 2.0), Map.entry(2, 3.0)));
    }

    @Test
    void thereIsNoRatioWithoutARoundInCommonOrWithADivisorOfZero() {
        Figures ours = figures(Map.of(1, 10.0));
        assertThat(ours.dividedBy(figures(Map.of(2, 5.0)))).isEmpty();
        assertThat(ours.dividedBy(figures(Map.of(1, 0.0)))).isEmpty();
    }

    @Test
    void refusesToBeEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> figures(Map.of()));
    }
}
