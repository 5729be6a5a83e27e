package io.aiodiskdb;

import java.util.ArrayList;
import java.util.List;

/** All sequences of {@link SequenceStep}s up to a length, from an empty store and from one with two data files. */
final class CutSequences {

    private CutSequences() {}

    /**
     * Makes them.
     *
     * @param ahead whether there is a write-ahead file from the begin on
     * @return the possible ones, the short ones first
     */
    static List<CutSequence> upTo(int length, boolean ahead) {
        List<CutSequence> found = new ArrayList<>();
        List<List<SequenceStep>> empty = List.of(List.of());
        List<List<SequenceStep>> filled = List.of(List.of(SequenceStep.FLUSH));
        for (int operations = 0; operations <= length; operations++) {
            empty = keepPossible(empty, ahead, true, found);
            filled = keepPossible(
                    filled, ahead, operations == length, found); // the shorter ones come up from the empty store
            empty = longer(empty);
            filled = longer(filled);
        }
        return found;
    }

    private static List<List<SequenceStep>> keepPossible(
            List<List<SequenceStep>> candidates, boolean ahead, boolean isNew, List<CutSequence> found) {
        List<List<SequenceStep>> possible = new ArrayList<>();
        for (List<SequenceStep> candidate : candidates) {
            CutSequence sequence = new CutSequence(candidate, ahead);
            if (sequence.isPossible()) {
                possible.add(candidate);
                if (isNew) {
                    found.add(sequence);
                }
            }
        }
        return possible;
    }

    private static List<List<SequenceStep>> longer(List<List<SequenceStep>> sequences) {
        List<List<SequenceStep>> longer = new ArrayList<>();
        for (List<SequenceStep> sequence : sequences) {
            for (SequenceStep step : SequenceStep.values()) {
                List<SequenceStep> next = new ArrayList<>(sequence);
                next.add(step);
                longer.add(next);
            }
        }
        return longer;
    }
}
