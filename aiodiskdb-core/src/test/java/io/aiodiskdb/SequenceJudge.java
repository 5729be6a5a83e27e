package io.aiodiskdb;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Judges an engine by sequences of operations that are cut everywhere; a case is one of {@link CutSequences}. */
class SequenceJudge implements LongFunction<@Nullable String> {

    private static final int LENGTH = 2;

    private final boolean ahead;

    private @Nullable List<CutSequence> sequences;

    SequenceJudge() {
        this(false);
    }

    private SequenceJudge(boolean ahead) {
        this.ahead = ahead;
    }

    /** The same, where items are written ahead from the begin on. */
    static final class Ahead extends SequenceJudge {
        Ahead() {
            super(true);
        }
    }

    @Override
    public @Nullable String apply(long number) {
        try {
            if (sequences == null) {
                sequences = CutSequences.upTo(LENGTH, ahead);
            }
        } catch (RuntimeException | Error e) {
            return "not even without a cut: " + e;
        }
        return number > sequences.size()
                ? null
                : sequences.get((int) number - 1).run();
    }
}
