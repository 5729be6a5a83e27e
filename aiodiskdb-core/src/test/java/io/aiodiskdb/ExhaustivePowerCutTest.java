package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every short sequence of operations, cut at every step of its last operation and of the recovery from that. */
class ExhaustivePowerCutTest {

    @Test
    void everySequenceOfUpToTwoOperationsSurvivesTwoCutsAnywhere() {
        cutEverywhere(2);
    }

    @Test
    @Tag("long")
    void everySequenceOfUpToThreeOperationsSurvivesTwoCutsAnywhere() {
        cutEverywhere(3);
    }

    private static void cutEverywhere(int length) {
        List<CutSequence> sequences = new ArrayList<>(CutSequences.upTo(length, false));
        sequences.addAll(CutSequences.upTo(length, true));
        long openings = 0;
        for (CutSequence sequence : sequences) {
            assertThat(sequence.run()).as("what went wrong").isNull();
            openings += sequence.openings();
        }
        System.out.println("power cuts everywhere: " + sequences.size() + " sequences of up to " + length
                + " operations, " + openings + " openings after cuts");
    }
}
