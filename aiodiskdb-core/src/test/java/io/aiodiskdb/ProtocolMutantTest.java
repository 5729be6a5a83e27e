package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.segment.WriteBehindJudge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
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
@Tag("one-jdk")
class ProtocolMutantTest {

    /** All of {@code power_cuts.py} but {@link #NOT_BROKEN_HERE}. */
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
            "epoch ignored + lsn ignored",
            "whole unwanted group kept",
            "ahead acknowledged before its force",
            "session goes on after a failed ahead force",
            "ahead checksum ignored",
            "ahead base lsn ignored",
            "ahead base epoch ignored",
            "ahead number ignored",
            "ahead from ignored",
            "ahead position not checked",
            "ahead entry not forced",
            "ahead used without a base",
            "pruning beside a chain",
            "CLEAN beside a chain",
            "ahead of an unsettled buffer",
            "OPEN is a base",
            "chain not begun at 0",
            "rollback ends the chain",
            "ahead read before the segments settle",
            "replay with OPEN in flight",
            "replay not forced",
            "replay of the first record only",
            "replay placed anew",
            "stray ahead file kept",
            "stray ahead file's removal not forced",
            "later ahead record not looked for",
            "proof of the chain ignored",
            "ahead base epoch ignored + stray ahead file kept + proof of the chain ignored",
            "a transaction in two ahead records",
            "refused transaction left in the chain",
            "taking back not forced",
            "another buffer's bytes count as written behind",
            "bytes in a replaced file count as written behind",
            "bytes from before a rollback count as written behind",
            "a failed piece counts as written behind",
            "not forced if all is written behind");

    /**
     * Those of {@code power_cuts.py} that have no counterpart here, and why. That the file is there proves nothing of its
     * name, so who finds it must force the directory. Here a session tries once to prepare the file, and a recovery has
     * forced the directory of a store with journals before; a new store removes the file. So whoever finds one that he has
     * not created has forced its name already, and forces it at the first use once more.
     */
    private static final Set<String> NOT_BROKEN_HERE = Set.of("ahead entry forced by its creator only");

    private static final int CASES_OF_THE_ENGINE_ITSELF = 5;

    private static Stream<ProtocolMutant> mutants() {
        return Stream.of(
                        CommitMutants.all(),
                        BehindMutants.all(),
                        RecoveryMutants.all(),
                        PruningMutants.all(),
                        AheadMutants.all())
                .flatMap(List::stream);
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
        int cases = switch (judge) {
            case STALE_RECORDS -> StaleRecordJudge.CASES;
            case AHEAD_FILES -> AheadFileCase.values().length;
            case WRITE_BEHIND -> WriteBehindJudge.COUNT;
            default -> CASES_OF_THE_ENGINE_ITSELF;
        };
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
    void mutantsOfTheSpecificationAreThoseThatAreNamedHere() throws IOException {
        String source = Files.readString(Path.of("..", "docs", "model", "power_cuts.py"));
        Set<String> named = new HashSet<>(quotedIn(source, "MUTANTS = ("));
        named.addAll(quotedIn(source, "TOGETHER = ("));

        Set<String> here = new HashSet<>(MODEL);
        here.addAll(NOT_BROKEN_HERE);
        assertThat(here).isEqualTo(named);
    }

    private static List<String> quotedIn(String source, String begin) {
        int at = source.indexOf(begin);
        assertThat(at).as("place of \"%s\"", begin).isNotNegative();
        return Pattern.compile("\"([^\"]+)\"")
                .matcher(source.substring(at, source.indexOf(")\n", at)))
                .results()
                .map(match -> match.group(1))
                .toList();
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
