package io.aiodiskdb;

import static io.aiodiskdb.ProtocolMutant.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule by which mapped files are unmapped and cut, broken in turn: the tests must notice. */
@EnabledOnOs(OS.LINUX)
@Tag("one-jdk")
class MappingMutantTest {

    private static final int CASES = 60;

    private static Stream<ProtocolMutant> mutants() {
        return Stream.of(
                        named("a file is unmapped although somebody reads it", "")
                                .segment(
                                        "ReaderCount",
                                        "            if (cells.get(cell) != 0) {",
                                        "            if (false) {"),
                        named("a file is unmapped although one reads it", "")
                                .segment(
                                        "ReaderCount",
                                        "            if (cells.get(cell) != 0) {",
                                        "            if (cells.get(cell) > 1) {"),
                        named("readers get in behind the end", "")
                                .segment("ReaderCount", "        if (!ended) {", "        if (true) {"),
                        named("the last reader does not look whether he is the last", "")
                                .segment("ReaderCount", "        if (ended) {", "        if (false) {"),
                        named("a cut does not wait for the readers", "")
                                .segment(
                                        "Mappings",
                                        "                unmapped.awaitUninterruptibly();\n",
                                        "                break;\n"),
                        named("a cut does not look for readers", "")
                                .segment("SegmentTrimmer", "        handles.mappings().drain(segment);\n", ""),
                        named("a file that is replaced or deleted stays mapped", "")
                                .segment("ReadHandles", "        mappings.withdraw(segment);\n", ""),
                        named("files stay mapped behind a stop", "")
                                .segment("ReadHandles", "        mappings.close();\n", "")
                                .segment("ReadHandles", "        mappings.withdrawAll();\n", ""),
                        named("files stay mapped behind a recovery", "")
                                .segment("ReadHandles", "        mappings.withdrawAll();\n", ""))
                .map(mutant -> mutant.noticedBy(MutantJudge.MAPPED_READS, CASES));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void eachMutantIsNoticed(ProtocolMutant mutant) throws Exception {
        MutantHunt.Result result = new MutantHunt().hunt(mutant);

        System.out.println(result);
        assertThat(result.isCaught())
                .as("\"%s\" is noticed within %d cases", mutant, mutant.cases())
                .isTrue();
    }
}
