package io.aiodiskdb;

import static io.aiodiskdb.ProtocolMutant.named;

import java.util.List;

/** Broken rules of writing: groups, records, the begin and the end of a session. */
final class CommitMutants {

    private static final String WRITER = "SegmentWriter";
    private static final String FORCE_ALL = "            forceAll(open, first);\n";

    private CommitMutants() {}

    static List<ProtocolMutant> all() {
        return List.of(
                // ---- forces of a group
                named("a group is acknowledged without its force", "ack before force")
                        .segment(WRITER, FORCE_ALL, ""),
                named("a buffer is retired before it is committed", "ack before force")
                        .engine(
                                "Flusher",
                                "        segments.commit(new",
                                "        slots.retire(buffer);\n        segments.commit(new")
                        .engine("Flusher", "        slots.retire(buffer);\n        if (items", "        if (items"),
                named("a group is published before its force", "")
                        .segment(WRITER, FORCE_ALL, "            publish(group, new ArrayList<>(open));\n" + FORCE_ALL)
                        .segment(
                                WRITER,
                                "        publish(group, open);\n        unwantedLsn = -1;",
                                "        unwantedLsn = -1;"),
                named("a write is announced before it is committed", "")
                        .engine("Flusher", "        segments.commit(new", ANNOUNCE + "        segments.commit(new"),
                named("a data file is not forced", "data not forced")
                        .segment(WRITER, "            touched.add(segment.data());\n", ""),
                named("a journal is not forced", "journal not forced")
                        .segment(WRITER, "            touched.add(segment.journal().file());\n", ""),
                named("the directory is not forced", "dir not forced")
                        .segment(WRITER, "forcer.force(touched, created);", "forcer.force(touched, false);"),
                named("only the first file of a group is forced", "")
                        .segment(
                                WRITER,
                                "forcer.force(touched, created);",
                                "forcer.force(touched.subList(0, 2), created);"),
                // ---- what a group is
                named("two groups are in flight", "two groups in flight")
                        .segment(WRITER, "            write(group, written, first, lsn, open);\n", TWO_GROUPS),
                named("a new segment begins with OPEN", "new segment begins with OPEN")
                        .segment(
                                WRITER,
                                "        long lsn = sequence.nextLsn();\n",
                                "        sequence.nextLsn();\n        long lsn = sequence.nextLsn();\n")
                        .segment(
                                WRITER,
                                "            open.add(segment);\n",
                                "            open.add(segment);\n            if (segment != first) {\n                segment.append(new JournalRecord.Open(lsn - 1, sequence.epoch()));\n            }\n"),
                named("parts name only those before them", "parts name only those before")
                        .segment(WRITER, "part.items(), names));", "part.items(), names.subList(0, number + 1)));"),
                // ---- OPEN and CLEAN
                named("OPEN is not forced", "OPEN not forced")
                        .segment(WRITER, "            forcer.force(newest.journal().file());\n", ""),
                named("the first OPEN is not forced", "OPEN not forced")
                        .segment(WRITER, "            forcer.force(List.of(journal), true);\n", ""),
                named("the first data file is not forced", "")
                        .segment(WRITER, "            forcer.force(List.of(data), true);\n", ""),
                named("CLEAN is appended before the last group's force", "CLEAN before force")
                        .segment(
                                WRITER,
                                "    // ---- opening\n",
                                "    static boolean stopping;\n\n    // ---- opening\n")
                        .segment(
                                WRITER, FORCE_ALL, "            if (!stopping) {\n    " + FORCE_ALL + "            }\n")
                        .segment(
                                WRITER,
                                "            forcer.force(open.journal().file());\n",
                                "            forcer.force(List.of(open.data(), open.journal().file()), true);\n")
                        .segment("SegmentSet", "    public void markClean() throws", STOPPING_SWITCH)
                        .engine(
                                "Lifecycle",
                                "        writers.flusher().flushAll();\n        running.segments().markClean();",
                                "        SegmentSet.stopping(true);\n        try {\n            writers.flusher().flushAll();\n            running.segments().markClean();\n        } finally {\n            SegmentSet.stopping(false);\n        }"),
                named("CLEAN is not forced", "")
                        .segment(
                                WRITER,
                                "            forcer.force(open.journal().file());\n",
                                "            if (!(change instanceof JournalRecord.Clean)) {\n                forcer.force(open.journal().file());\n            }\n"),
                named("CLEAN is appended before the last flush", "")
                        .engine(
                                "Lifecycle",
                                "        writers.flusher().flushAll();\n        running.segments().markClean();",
                                "        running.segments().markClean();\n        writers.flusher().flushAll();"),
                named("CLEAN is appended after a failure", "CLEAN after a failure")
                        .segment(
                                WRITER,
                                "                closeAllBut(first, open);\n                abandon();\n",
                                "                closeAllBut(first, open);\n")
                        .engine(
                                "Lifecycle",
                                "        if (failure != null) {\n            loss = failure;",
                                CLEAN_AFTER_FAILURE),
                named("a stop does not flush", "").engine("Lifecycle", "        writers.flusher().flushAll();\n", ""),
                // ---- what has failed
                named("a full disk is not rolled back", "full disk not rolled back")
                        .segment(
                                WRITER,
                                "                closeAllBut(first, open);\n                abandon();\n",
                                "                closeAllBut(first, open);\n"),
                named("a group that failed is kept if it is whole", "whole unwanted group kept")
                        .segment("Recovery", "return commit.lsn() != unwantedLsn && new", "return new")
                        .noticedBy(MutantJudge.POWER_CUTS, 1500),
                named("a change that failed is kept if it is whole", "")
                        .segment("Recovery", "last.lsn() != unwantedLsn || ", "last.lsn() >= 0 || "),
                named("a failed force is tried again", "")
                        .engine(
                                "Committer",
                                "cause instanceof IOException e && !(cause instanceof ForceFailedException)",
                                "cause instanceof IOException e"),
                named("all openings have the same epoch", "")
                        .segment("LogSequence", "this.epoch = epochs.getAsLong();", "this.epoch = 7;")
                        .segment(
                                "LogSequence",
                                "        epoch = epochs.getAsLong();\n    }\n}",
                                "        epoch = 7;\n    }\n}")
                        .noticedBy(MutantJudge.STALE_RECORDS, StaleRecordJudge.CASES));
    }

    private static final String ANNOUNCE =
            "        context.publish(new Written(context.now(), buffer.index(), buffer.from(), size, items));\n";

    private static final String TWO_GROUPS = """
                        CommitGroup.Part whole = group.parts().get(0);
                        if (whole.index() == first.index() && whole.items().count() > 1 && whole.data().size() == 1) {
                            io.aiodiskdb.internal.format.ItemTable one = new io.aiodiskdb.internal.format.ItemTable();
                            io.aiodiskdb.internal.format.ItemTable rest = new io.aiodiskdb.internal.format.ItemTable();
                            for (int item = 0; item < whole.items().count(); item++) {
                                (item == 0 ? one : rest).add(whole.items().size(item), whole.items().checksum(item));
                            }
                            java.nio.ByteBuffer bytes = whole.data().get(0);
                            int cut = (int) one.bytes();
                            write(new CommitGroup(List.of(new CommitGroup.Part(whole.index(), whole.from(), one,
                                    List.of(bytes.slice(bytes.position(), cut))))), whole.from(), first, lsn, open);
                            write(new CommitGroup(List.of(new CommitGroup.Part(whole.index(), whole.from() + cut, rest,
                                    List.of(bytes.slice(bytes.position() + cut, bytes.remaining() - cut))))), whole.from() + cut, first, sequence.nextLsn(), open);
                        } else {
                            write(group, written, first, lsn, open);
                        }
            """;

    private static final String STOPPING_SWITCH = """
                public static void stopping(boolean on) {
                    SegmentWriter.stopping = on;
                }

                public void markClean() throws""";

    private static final String CLEAN_AFTER_FAILURE = """
                    if (failure != null) {
                        try {
                            running.segments().markClean();
                        } catch (IOException | RuntimeException e) {
                            log.debug("not marked", e);
                        }
                        loss = failure;""";
}
