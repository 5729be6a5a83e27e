package io.aiodiskdb;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule of the protocol that is broken on purpose, by other source text in the engine's classes. The tests must notice.
 *
 * @param name what is broken
 * @param model what {@code power_cuts.py}, the tests of the protocol's specification, calls it; empty if it has no such
 *     mutant
 * @param edits the texts that are replaced
 * @param judge which of the tests is to notice
 * @param first the first of its cases that is tried
 * @param cases how many are tried at most
 */
record ProtocolMutant(String name, String model, List<Edit> edits, MutantJudge judge, int first, int cases) {

    /** Cases that suffice for most. */
    private static final int USUAL_CASES = 300;

    /**
     * Another text in a source file.
     *
     * @param source the file, below the sources' root
     * @param before a text that must occur in it exactly once, so that a mutant cannot rot unnoticed
     * @param after what replaces it
     */
    record Edit(String source, String before, String after) {

        /** {@return the source text with the replacement} */
        String apply(String text) {
            int at = text.indexOf(before);
            if (at < 0 || text.indexOf(before, at + 1) >= 0) {
                throw new IllegalStateException("the text to be replaced must occur exactly once in " + source
                        + ", but occurs " + (at < 0 ? "never" : "more than once") + ": " + before);
            }
            return text.substring(0, at) + after + text.substring(at + before.length());
        }
    }

    static ProtocolMutant named(String name, String model) {
        return new ProtocolMutant(name, model, List.of(), MutantJudge.POWER_CUTS, 1, USUAL_CASES);
    }

    /** {@return the same with a text replaced in a class of the package of segments} */
    ProtocolMutant segment(String type, String before, String after) {
        return with("io/aiodiskdb/internal/segment/" + type + ".java", before, after);
    }

    /** {@return the same with a text replaced in a class of the package of the engine} */
    ProtocolMutant engine(String type, String before, String after) {
        return with("io/aiodiskdb/internal/engine/" + type + ".java", before, after);
    }

    /** {@return the same with a text replaced in a class of the package of buffers} */
    ProtocolMutant buffer(String type, String before, String after) {
        return with("io/aiodiskdb/internal/buffer/" + type + ".java", before, after);
    }

    /** {@return the same with a text replaced in a class of the package of formats} */
    ProtocolMutant format(String type, String before, String after) {
        return with("io/aiodiskdb/internal/format/" + type + ".java", before, after);
    }

    private ProtocolMutant with(String source, String before, String after) {
        List<Edit> more = new ArrayList<>(edits);
        more.add(new Edit(source, before, after));
        return new ProtocolMutant(name, model, List.copyOf(more), judge, first, cases);
    }

    /** {@return the same, to be noticed by this test within so many cases} */
    ProtocolMutant noticedBy(MutantJudge other, int within) {
        return new ProtocolMutant(name, model, edits, other, 1, within);
    }

    /** {@return the same, to be noticed when a call fails that this operation makes} */
    ProtocolMutant noticedBy(FailingOperation operation) {
        int faults = CallFault.values().length;
        int before = List.of(FailingOperation.values()).indexOf(operation) * faults;
        return new ProtocolMutant(name, model, edits, MutantJudge.FAILED_CALLS, before + 1, faults);
    }

    /** {@return the same, to be noticed when this is found beside a store} */
    ProtocolMutant noticedBy(AheadFileCase found) {
        int before = List.of(AheadFileCase.values()).indexOf(found);
        return new ProtocolMutant(name, model, edits, MutantJudge.AHEAD_FILES, before + 1, 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
