package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule of the protocol broken in turn, in the engine's own source: the tests of power cuts and of failing disks must
 * notice. One that they do not notice means that they are too weak.
 */
class ProtocolMutantTest {

    /** All of {@code power_cuts.py}. */
    private static final Set<String> MODEL = Set.of(
            "no item CRC",
            "ack before force",
            "data not forced",
            "journal not forced",
            "dir not forced",
            "two groups in flight",
            "OPEN not forced",
            "new segment begins with OPEN",
            "OPEN before the re-force",
            "last group not written again",
            "header not written again",
            "newest data file not forced",
            "last record not written again",
            "only-OPEN journal kept",
            "journal removed first",
            "other parts not checked",
            "parts name only those before",
            "trimmed items checked",
            "ltrim not forced",
            "rtrim truncates first",
            "trim record not forced",
            "trim not in newest journal",
            "drop without record",
            "newest dropped without a next",
            "CLEAN before force",
            "CLEAN after a failure",
            "adopted bytes not forced",
            "full disk not rolled back",
            "rollback not forced",
            "epoch ignored",
            "lsn ignored",
            "epoch ignored + lsn ignored");

    private static final int CASES_OF_THE_ENGINE_ITSELF = 5;

    private static Stream<ProtocolMutant> mutants() {
        return Stream.of(CommitMutants.all(), RecoveryMutants.all(), PruningMutants.all(), AheadMutants.all())
                .flatMap(java.util.List::stream);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void eachMutantIsNoticed(ProtocolMutant mutant) throws Exception {
        MutantHunt.Result result = new MutantHunt().hunt(mutant);

        System.out.println(result);
        assertThat(result.isCaught())
                .as("\"%s\" is noticed within %d cases of %s", mutant, mutant.cases(), mutant.judge())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(MutantJudge.class)
    void theEngineItselfPasses(MutantJudge judge) throws Exception {
        LongFunction<String> judging = judge.of(new MutantLoader(java.util.Map.of()));
        int cases = judge == MutantJudge.STALE_RECORDS ? StaleRecordJudge.CASES : CASES_OF_THE_ENGINE_ITSELF;
        for (int number = 1; number <= cases; number++) {
            assertThat(judging.apply(number)).as("case %d", number).isNull();
        }
    }

    @Test
    void eachMutantOfTheSpecificationHasACounterpart() {
        assertThat(mutants().map(ProtocolMutant::model).filter(name -> !name.isEmpty()))
                .containsAll(MODEL)
                .isSubsetOf(MODEL);
    }

    @Test
    void namesAreDifferent() {
        Set<String> names = new HashSet<>();
        assertThat(mutants()).allMatch(mutant -> names.add(mutant.name()));
    }

    /** For people: how well each mutant is noticed by random histories. */
    @Test
    @Tag("long")
    void randomHistoriesNoticeMostMutantsOften() throws Exception {
        long seeds = Long.getLong("aiodiskdb.mutant.seeds", 400);
        int noticed = 0;
        for (ProtocolMutant mutant : mutants().toList()) {
            LongFunction<String> judge =
                    MutantJudge.POWER_CUTS.of(new MutantLoader(new MutantCompiler().compile(mutant)));
            int caught = 0;
            for (long seed = 1; seed <= seeds; seed++) {
                caught += judge.apply(seed) == null ? 0 : 1;
            }
            System.out.printf("%-62s noticed by %d of %d seeds%n", mutant, caught, seeds);
            noticed += caught > 0 ? 1 : 0;
        }
        assertThat(noticed).isGreaterThan((int) mutants().count() / 2);
    }
}
