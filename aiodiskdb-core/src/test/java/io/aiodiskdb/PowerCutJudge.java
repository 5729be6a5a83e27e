package io.aiodiskdb;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Judges an engine by the random histories of {@link PowerCutHistory}; a case is a seed. */
final class PowerCutJudge implements LongFunction<@Nullable String> {

    @Override
    public @Nullable String apply(long seed) {
        return new PowerCutHistory(seed, row -> {}).run();
    }
}
