package io.aiodiskdb;

import static io.aiodiskdb.ProtocolMutant.named;

import java.util.List;

/** Broken rules of prunings. */
final class PruningMutants {

    private static final String TRIMMER = "SegmentTrimmer";
    private static final String CHANGE = "StructuralChange";
    private static final String WRITER = "SegmentWriter";

    private PruningMutants() {}

    static List<ProtocolMutant> all() {
        return List.of(
                // ---- ltrim
                named("an ltrim's temporary file is not forced", "ltrim not forced")
                        .segment("LeftTrim", "            forcer.force(temporary);\n", ""),
                named("an ltrim does not force the directory", "")
                        .segment(TRIMMER, "            forcer.forceDirectory();\n", ""),
                named("an ltrim cuts in place", "")
                        .segment(
                                "LeftTrim",
                                "StorageFile temporary = files.createTemporary(index, position)) {\n            copy(data, SegmentHeader.BYTES + position - files.trimOffset(data), temporary);\n            forcer.force(temporary);\n            renaming = true;\n            files.replaceByTemporary(index);\n",
                                LTRIM_IN_PLACE),
                named("an ltrim leaves the old data file open for writing", "")
                        .segment(TRIMMER, "            finish(() -> writer.replaceData(position));\n", ""),
                // ---- records
                named("an rtrim cuts before its record", "rtrim truncates first")
                        .segment(
                                TRIMMER,
                                "        writer.record(record);\n",
                                "        finish(() -> new StructuralChange(table.files(), forcer).cutFirst(index, position));\n        writer.record(record);\n")
                        .segment(
                                CHANGE,
                                "    void drop(JournalRecord.Drop record",
                                CUT_FIRST + "    void drop(JournalRecord.Drop record"),
                named("the record of a pruning is not forced", "trim record not forced")
                        .segment(
                                WRITER,
                                "            forcer.force(open.journal().file());\n",
                                "            if (change instanceof JournalRecord.Clean) {\n                forcer.force(open.journal().file());\n            }\n"),
                named("the record of a pruning is not in the newest journal", "trim not in newest journal")
                        .segment(
                                WRITER,
                                "        try {\n            open.append(change);\n            forcer.force(open.journal().file());\n",
                                NOT_IN_NEWEST),
                named("an rtrim has no record", "")
                        .segment(TRIMMER, "        writer.record(record);\n", "")
                        .segment(
                                CHANGE,
                                "        if (index == newest) {\n",
                                "        if (index == newest || record instanceof JournalRecord.Rtrim) {\n"),
                named("a drop has no record", "drop without record")
                        .segment(TRIMMER, "            writer.record(drop);\n", "")
                        .segment(CHANGE, "        if (index != newest) {\n", "        if (index < 0) {\n"),
                named("the newest index is dropped without a next one", "newest dropped without a next")
                        .segment(
                                TRIMMER,
                                "                writer.openNext(index); // without",
                                "                // without"),
                named("the segment behind a dropped one is not forced", "")
                        .segment(
                                WRITER,
                                "            forcer.force(List.of(segment.data(), segment.journal().file()), true);\n",
                                ""),
                // ---- what a record says
                named("an rtrim is not copied to its own journal", "")
                        .segment(
                                CHANGE,
                                "        if (index == newest) {\n",
                                "        if (index == newest || record instanceof JournalRecord.Rtrim) {\n"),
                named("a drop is not copied to its own journal", "")
                        .segment(CHANGE, "        if (index != newest) {\n", "        if (index < 0) {\n"),
                named("a copy is appended to another copy", "")
                        .segment(
                                CHANGE,
                                "        JournalState before = JournalState.read(files, index, record.lsn());",
                                "        JournalState before = JournalState.read(files, index, Long.MAX_VALUE);")
                        .segment(
                                CHANGE,
                                "JournalState.readWholePart(files, index, record.lsn());",
                                "JournalState.readWholePart(files, index, Long.MAX_VALUE);"),
                named("an rtrim is not forced", "").segment(CHANGE, "            touched.force(forcer, false);\n", ""),
                named("a drop does not force its journal", "")
                        .segment(
                                CHANGE,
                                "            touched.force(forcer, true);\n",
                                "            forcer.forceDirectory();\n"),
                named("a drop does not force the directory", "")
                        .segment(CHANGE, "touched.force(forcer, true)", "touched.force(forcer, false)"),
                named("a recovery does not do an rtrim again", "")
                        .segment("Recovery", "            changes().rtrim(rtrim, newest);\n", ""),
                named("a recovery does not do a drop again", "")
                        .segment("Recovery", "            changes().drop(drop, newest);\n", ""),
                named("what is recorded and cannot be finished is told as failed", "")
                        .segment(
                                TRIMMER,
                                "            unfinished = new IOException(\"cannot finish",
                                "            throw new io.aiodiskdb.error.StorageFullException(\"cannot finish")
                        .noticedBy(FailingOperation.RTRIM_OF_ANOTHER),
                named("a pruning of the current index does not flush", "")
                        .engine(
                                "PruneJob",
                                "        if (concernsBuffers || writers.segments().hasWrittenAhead()) {\n            writers.whileFlushed(this::prune);",
                                "        if (concernsBuffers || writers.segments().hasWrittenAhead()) {\n            prune();"));
    }

    private static final String LTRIM_IN_PLACE = """
            StorageFile temporary = files.openData(index)) {
                        copy(data, SegmentHeader.BYTES + position - files.trimOffset(data), temporary);
                        temporary.truncate(data.length() - (position - files.trimOffset(data)));
                        temporary.writeFully(java.nio.ByteBuffer.allocate(4).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(0, (int) position), 4);
                        forcer.force(temporary);
            """;

    private static final String CUT_FIRST = """
                void cutFirst(int index, long position) throws IOException {
                    try (StorageFile data = files.openData(index)) {
                        data.truncate(SegmentHeader.BYTES + position - files.trimOffset(data));
                    }
                }

            """;

    private static final String NOT_IN_NEWEST = """
                    try {
                        if (change instanceof JournalRecord.Clean
                                || change instanceof JournalRecord.Rtrim rtrim && rtrim.index() == newestIndex) {
                            open.append(change);
                            forcer.force(open.journal().file());
                        }
            """;
}
