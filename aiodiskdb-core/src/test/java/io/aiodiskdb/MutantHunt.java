package io.aiodiskdb;

import java.io.IOException;
import java.util.Map;
import java.util.function.LongFunction;

/** Tries whether the tests notice a {@link ProtocolMutant}. */
final class MutantHunt {

    private final MutantCompiler compiler = new MutantCompiler();

    /**
     * What came of it.
     *
     * @param mutant who was hunted
     * @param caughtAt how many cases it took; 0 if none did
     * @param problem the first line of what that case says
     */
    record Result(ProtocolMutant mutant, long caughtAt, String problem) {

        boolean isCaught() {
            return caughtAt > 0;
        }

        @Override
        public String toString() {
            return String.format(
                    "%-62s %-12s %s",
                    mutant, isCaught() ? mutant.judge() + " " + caughtAt : "SURVIVES " + mutant.judge(), problem);
        }
    }

    /** Tries one case after the other until one notices the mutant. */
    Result hunt(ProtocolMutant mutant) throws IOException, ReflectiveOperationException {
        Map<String, byte[]> changed = compiler.compile(mutant);
        LongFunction<String> judge = mutant.judge().of(new MutantLoader(changed));
        for (long number = 1; number <= mutant.cases(); number++) {
            String problem = judge.apply(mutant.first() - 1 + number);
            if (problem != null) {
                return new Result(mutant, number, problem.lines().findFirst().orElse(""));
            }
        }
        return new Result(mutant, 0, "");
    }
}
