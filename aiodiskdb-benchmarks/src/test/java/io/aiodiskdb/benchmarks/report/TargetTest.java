package io.aiodiskdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.benchmarks.system.Contenders;
import io.aiodiskdb.benchmarks.workload.Measurement;
import io.aiodiskdb.benchmarks.workload.Workloads;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {

    private static List<Target.Outcome> outcomes(Target target) {
        return target.outcomes(Sample.results());
    }

    @Test
    void aRateMustBeAtLeastTheBound() {
        assertThat(outcomes(new Target("W1", "1024 B", "until all", "chronicle", 1.5)))
                .extracting(Target.Outcome::reached)
                .containsExactly(true);
        assertThat(outcomes(new Target("W1", "1024 B", "until all", "chronicle", 1.6)))
                .extracting(Target.Outcome::reached)
                .containsExactly(false);
    }

    @Test
    void aTimeMustBeAtMostTheBound() {
        assertThat(outcomes(new Target("W5", "", "opening", "mvstore", 0.25)))
                .extracting(Target.Outcome::reached)
                .containsExactly(true);
        assertThat(outcomes(new Target("W5", "", "opening", Target.NOTHING, 20)))
                .extracting(Target.Outcome::reached)
                .containsExactly(false);
    }

    @Test
    void theBestPeerIsNeitherOursNorTheLimit() {
        assertThat(outcomes(new Target("W1", "", "", Target.BEST_PEER, 1)))
                .extracting(outcome -> outcome.measured().most())
                .containsExactly(1.65);
    }

    @Test
    void canBeAgainstAnotherMetric() {
        Results results = Sample.results();
        results.add(1, new Measurement("W1", Sample.APPEND.variant(), "aiodiskdb", "futures", 4000, "/s"));
        Target target = new Target("W1", "", "futures", "chronicle", Sample.APPEND.metric(), 1);
        assertThat(target.outcomes(results))
                .extracting(outcome -> outcome.measured().median())
                .containsExactly(2.0);
    }

    @Test
    void whatWasNotMeasuredIsNeitherReachedNorMissed() {
        assertThat(outcomes(new Target("W1", "", "", "rocksdb", 1))).isEmpty();
        assertThat(outcomes(new Target("W7", "", "", Target.NOTHING, 1))).isEmpty();
    }

    @Test
    void eachTargetNamesASystemAndVariantsThatThereAre() {
        assertThat(Target.ALL).allSatisfy(target -> {
            assertThat(Workloads.of(target.workload()).variants())
                    .anyMatch(variant -> variant.startsWith(target.variant()));
            assertThat(List.of(Target.BEST_PEER, Target.NOTHING).contains(target.against())
                            || Contenders.names().contains(target.against()))
                    .isTrue();
        });
    }
}
