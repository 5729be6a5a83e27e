package io.aiodiskdb;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Judges what an engine makes of write-ahead files that were made by hand; a case is an {@link AheadFileCase}. */
final class AheadFileJudge implements LongFunction<@Nullable String> {

    @Override
    public @Nullable String apply(long number) {
        AheadFileCase[] cases = AheadFileCase.values();
        if (number > cases.length) {
            return null;
        }
        AheadFileCase judged = cases[(int) number - 1];
        String problem = judged.problem();
        return problem == null ? null : judged + ": " + problem;
    }
}
