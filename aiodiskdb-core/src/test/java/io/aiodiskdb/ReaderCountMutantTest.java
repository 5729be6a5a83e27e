package io.aiodiskdb;

import static io.aiodiskdb.ProtocolMutant.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.segment.ReaderCountLincheckTest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of counting readers, broken in turn: the search through their interleavings must notice. */
@Tag("one-jdk")
class ReaderCountMutantTest {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static Stream<ProtocolMutant> mutants() {
        return Stream.of(
                named("a reader looks for the end before he is counted", "")
                        .segment(
                                "ReaderCount",
                                "        cells.getAndIncrement(cell);\n        if (!ended) {",
                                "        boolean open = !ended;\n        cells.getAndIncrement(cell);\n"
                                        + "        if (open) {"),
                named("the readers are looked for before the end is declared", "")
                        .segment(
                                "ReaderCount",
                                "        ended = true;\n        tellIfUnused();",
                                "        tellIfUnused();\n        ended = true;"),
                named("a reader who leaves looks for the end before he is gone", "")
                        .segment(
                                "ReaderCount",
                                "        cells.getAndDecrement(cell);\n        if (ended) {",
                                "        boolean last = ended;\n        cells.getAndDecrement(cell);\n"
                                        + "        if (last) {"),
                named("the end is told twice", "")
                        .segment("ReaderCount", "told.compareAndSet(false, true)", "!told.getAndSet(false)"),
                named("one who does not get in does not look when he leaves", "")
                        .segment(
                                "ReaderCount",
                                "        leave(cell);\n        return -1;",
                                "        cells.getAndDecrement(cell);\n        return -1;"));
    }

    @Test
    void theCountItselfPasses() throws Exception {
        assertThat(violationOf(named("nothing is broken", ""))).isNull();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void eachMutantIsNoticed(ProtocolMutant mutant) throws Exception {
        String violation = violationOf(mutant);

        assertThat(violation).as("\"%s\" is noticed", mutant).isNotNull();
        System.out.printf("%-62s %s%n", mutant, violation.lines().findFirst().orElse(""));
    }

    private static String violationOf(ProtocolMutant mutant) throws IOException, ReflectiveOperationException {
        String name = "ReaderCountMutant" + NAMES.incrementAndGet();
        ProtocolMutant renamed = mutant.segment(
                        "ReaderCount",
                        "final class ReaderCount {",
                        "final class " + name + " extends ReaderCountLincheckTest.Count {")
                .segment("ReaderCount", "    ReaderCount(Runnable", "    " + name + "(Runnable");
        return ReaderCountLincheckTest.violationOf(
                new MutantCompiler().compile(renamed).get("io.aiodiskdb.internal.segment." + name));
    }
}
