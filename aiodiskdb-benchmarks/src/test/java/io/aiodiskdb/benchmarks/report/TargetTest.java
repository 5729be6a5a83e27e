package io.aiodiskdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Contenders;
import io.aiodiskdb.benchmarks.system.PythonContender;
import io.aiodiskdb.benchmarks.workload.Measurement;
import io.aiodiskdb.benchmarks.workload.Workload;
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
    void isMeantForOneVariantIfItNamesIt() {
        Results results = Sample.results();
        for (String variant : List.of("1 thread", "1 thread, 256 in flight")) {
            results.add(1, new Measurement("W2", variant, "aiodiskdb", "throughput", 10, "/s"));
        }
        assertThat(new Target("W2", "1 thread", "throughput", Target.NOTHING, 1).outcomes(results))
                .hasSize(1);
        assertThat(new Target("W2", "1", "throughput", Target.NOTHING, 1).outcomes(results))
                .hasSize(2);
    }

    @Test
    void canBeAgainstAnotherMetric() {
        Results results = Sample.results();
        results.add(1, new Measurement("W1", Sample.APPEND.variant(), "aiodiskdb", "futures", 4000, "/s"));
        Target target = new Target("W1", "", "futures", "chronicle", Target.SAME, Sample.APPEND.metric(), 1);
        assertThat(target.outcomes(results))
                .extracting(outcome -> outcome.measured().median())
                .containsExactly(2.0);
    }

    @Test
    void canBeAgainstAnotherVariant() {
        Results results = Sample.results();
        results.add(
                1,
                new Measurement("W5", "10 000 files", "aiodiskdb", Sample.OPENING.metric(), 40, Sample.OPENING.unit()));
        Target target = new Target("W5", "10 000", "", "mvstore", Sample.OPENING.variant(), Target.SAME, 0.25);
        assertThat(target.outcomes(results))
                .extracting(outcome -> outcome.measured().median())
                .containsExactly(0.5);
    }

    @Test
    void theTableCountsAndLeavesNothingOutThatHasNoFigure() {
        List<String> lines = Target.table(Sample.results()).lines().toList();

        assertThat(lines)
                .contains(
                        "| W1, 1024 B, 1 thread, unsynced | until all is in the files | chronicle | ≥ 1.20 | 1.58 (1.50–1.65) | reached |",
                        "| W1, 100 B, 4 threads, unsynced | until all is in the files | chronicle | 3.00 |  | **not measured** |",
                        "| W5, 5 GiB, 5 million items | opening, median of 5 | limit | ≤ 2.00 |  | **not measured** |")
                .noneMatch(line -> line.startsWith("| W2"));
        long reached =
                lines.stream().filter(line -> line.endsWith("| reached |")).count();
        assertThat(reached).isPositive();
        assertThat(lines.get(0)).isEqualTo("%d of the %d goals were reached.", reached, lines.size() - 4);
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

    /** But for the Python library, which does only where its checkout is named. */
    @Test
    void whatATargetIsComparedWithTakesPart() {
        List<String> exempt = List.of(Target.BEST_PEER, Target.NOTHING, PythonContender.NAME);
        for (Target target : Target.ALL) {
            if (!exempt.contains(target.against())) {
                Workload workload = Workloads.of(target.workload());
                Contender other = Contenders.of(target.against());
                assertThat(workload.variants())
                        .filteredOn(target::isMeantFor)
                        .as(target.toString())
                        .isNotEmpty()
                        .allMatch(variant -> workload.suits(
                                other, target.againstVariant().isEmpty() ? variant : target.againstVariant()));
            }
        }
    }
}
