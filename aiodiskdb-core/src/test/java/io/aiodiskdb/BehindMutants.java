package io.aiodiskdb;

import static io.aiodiskdb.ProtocolMutant.named;

import io.aiodiskdb.internal.segment.WriteBehindJudge;
import java.util.List;

/**
 * Broken rules of what is written behind. Some are broken together: that a commit, a rollback and another file each let it
 * forget what has been written is one more than is needed.
 */
final class BehindMutants {

    private static final String BEHIND = "WriteBehind";
    private static final String WRITER = "SegmentWriter";

    private static final String COMPARED = "number >= 0 && number == buffer ? writtenTo : from";
    private static final String FORGOTTEN_BY_A_COMMIT = "            buffer = -1;\n            lastBuffer =";
    private static final String FORGOTTEN_BY_A_STOP = "            target = null;\n            buffer = -1;\n";
    private static final String FORGOTTEN_BY_A_MOVE = "            buffer = -1;\n            target = failure";

    private static final String ASKED = "        behind.requireForced();\n";
    private static final String AFTER_FORCES = "        forcer.force(touched, created);\n" + ASKED;
    private static final String BEFORE_A_RECORD = "        OpenSegment open = requireNewest();\n" + ASKED;
    private static final String BEFORE_A_ROLLBACK = "        abandon();\n" + ASKED + "        boolean done = false;\n";

    private BehindMutants() {}

    static List<ProtocolMutant> all() {
        return List.of(
                named("pieces of another buffer count", "another buffer's bytes count as written behind")
                        .segment(BEHIND, COMPARED, "buffer >= 0 ? writtenTo : from")
                        .noticedBy(MutantJudge.WRITE_BEHIND, WriteBehindJudge.COUNT),
                named(
                                "a commit leaves pieces that the next one counts",
                                "another buffer's bytes count as written behind")
                        .segment(BEHIND, COMPARED, "buffer >= 0 ? Math.max(from, writtenTo) : from")
                        .segment(BEHIND, FORGOTTEN_BY_A_COMMIT, "            lastBuffer =")
                        .segment(BEHIND, FORGOTTEN_BY_A_MOVE, forgottenIf("target != segment")),
                named("pieces in a file that was replaced count", "bytes in a replaced file count as written behind")
                        .segment(WRITER, "        followPublished();\n        before.data()", "        before.data()")
                        .noticedBy(MutantJudge.WRITE_BEHIND, WriteBehindJudge.COUNT),
                named("pieces that were rolled back count", "bytes from before a rollback count as written behind")
                        .segment(BEHIND, FORGOTTEN_BY_A_COMMIT, "            lastBuffer =")
                        .segment(BEHIND, FORGOTTEN_BY_A_STOP, "            target = null;\n")
                        .segment(BEHIND, FORGOTTEN_BY_A_MOVE, forgottenIf("target == segment && end > position")),
                named("pieces are written through a file that is closed", "")
                        .segment(BEHIND, FORGOTTEN_BY_A_STOP, "            buffer = -1;\n")
                        .noticedBy(MutantJudge.WRITE_BEHIND, WriteBehindJudge.COUNT),
                named("a piece that failed counts", "a failed piece counts as written behind")
                        .segment(BEHIND, WRITE, WRITE_AFTER_NOTING),
                named("a buffer that is committed is written behind", "")
                        .segment(BEHIND, "|| number <= lastBuffer ", "")
                        .noticedBy(MutantJudge.WRITE_BEHIND, WriteBehindJudge.COUNT),
                named("a piece that does not follow is written", "")
                        .segment(BEHIND, "number == buffer ? position == writtenTo : position == from", "true")
                        .noticedBy(MutantJudge.WRITE_BEHIND, WriteBehindJudge.COUNT),
                withoutAsking("a commit does not mind a force that failed beside it", AFTER_FORCES),
                named("a commit begins after a failed force of what was written behind", "")
                        .segment(BEHIND, "            requireForced();\n", "")
                        .noticedBy(MutantJudge.WRITE_BEHIND, WriteBehindJudge.COUNT),
                withoutAsking("a change is recorded after a failed force of what was written behind", BEFORE_A_RECORD),
                withoutAsking("a failed force of what was written behind is rolled back", BEFORE_A_ROLLBACK),
                named("a failed force of what was written behind is forgotten", "")
                        .segment(BEHIND, "            failure = e;\n", "")
                        .noticedBy(MutantJudge.WRITE_BEHIND, WriteBehindJudge.COUNT),
                named("more is written behind after a failed force", "")
                        .segment(
                                BEHIND,
                                "            failure = e;\n            target = null;\n",
                                "            failure = e;\n")
                        .noticedBy(MutantJudge.WRITE_BEHIND, WriteBehindJudge.COUNT),
                named(
                                "a file is not forced if all of a buffer was written behind",
                                "not forced if all is written behind")
                        .segment(
                                WRITER,
                                "    // ---- opening\n",
                                "    private boolean nothingLeft;\n\n    // ---- opening\n")
                        .segment(
                                WRITER,
                                "            segment.write(from, part.dataFrom(from));\n",
                                "            nothingLeft = segment == first && from == part.to();\n            segment.write(from, part.dataFrom(from));\n")
                        .segment(
                                WRITER,
                                "            touched.add(segment.data());\n",
                                "            if (!nothingLeft) {\n                touched.add(segment.data());\n            }\n"));
    }

    /** A move lets what has been written be forgotten only under a condition. */
    private static String forgottenIf(String condition) {
        return "            if (" + condition
                + ") {\n                buffer = -1;\n            }\n            target = failure";
    }

    private static ProtocolMutant withoutAsking(String name, String snippet) {
        return named(name, "")
                .segment(WRITER, snippet, snippet.replace(ASKED, ""))
                .noticedBy(MutantJudge.WRITE_BEHIND, WriteBehindJudge.COUNT);
    }

    private static final String WRITE = """
                        buffer = -1;
                        long to = position + bytes.remaining();
                        open.write(position, List.of(bytes));
                        buffer = number;
                        writtenTo = to;
            """;

    private static final String WRITE_AFTER_NOTING = """
                        buffer = number;
                        writtenTo = position + bytes.remaining();
                        open.write(position, List.of(bytes));
            """;
}
