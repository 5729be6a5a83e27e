package io.aiodiskdb;

import static io.aiodiskdb.ProtocolMutant.named;

import java.util.List;

/**
 * Broken rules of recovery and of adoption.
 *
 * <p>Some steps of a recovery are not here, because another step makes up for each of them, whatever survives:
 *
 * <ul>
 *   <li>that a rollback forces the files that it has cut: the first part's segment is the newest one afterwards, and is
 *       forced before OPEN; the other parts were created by the group, and are removed. Before that, one part is missing,
 *       and a next recovery finds the group as it is. (That the removals are forced is here.)
 *   <li>that a rollback cuts the data: what is longer than it settled is cut before OPEN.
 *   <li>that the journal is forced when the record of a change that failed is cut off: it is the newest one's, and is
 *       forced before OPEN.
 *   <li>that the length of a data file is looked at before its checksums: a checksum of what is not there does not match,
 *       and items that an ltrim has cut off lie in a file that was forced as a whole.
 * </ul>
 */
final class RecoveryMutants {

    private static final String RECOVERY = "Recovery";

    private RecoveryMutants() {}

    static List<ProtocolMutant> all() {
        return List.of(
                // ---- whether the last group counts
                named("an item's checksum is not checked", "no item CRC")
                        .segment("GroupCheck", " != items.checksum(item)) {", " == 0 && offset < 0) {"),
                named("the other parts are not checked", "other parts not checked")
                        .segment(
                                "GroupCheck",
                                "for (GroupPart part : commit.parts()) {",
                                "for (GroupPart part : commit.parts().subList(commit.parts().size() - 1, commit.parts().size())) {"),
                named("the other parts' records are not checked", "")
                        .segment(
                                "GroupCheck",
                                "JournalRecord.Commit own = recordOf(commit, part.index());",
                                "JournalRecord.Commit own = part.index() == commit.parts().get(commit.parts().size() - 1).index() ? recordOf(commit, part.index()) : commit;"),
                named("trimmed items are checked", "trimmed items checked")
                        .segment("GroupCheck", "position >= trimOffset && checksum", "checksum"),
                // ---- what is written again
                named("nothing that was kept is forced", "OPEN before the re-force")
                        .segment(RECOVERY, "            touched.force(forcer, true);\n", ""),
                named("the directory is not forced by a recovery", "")
                        .segment(RECOVERY, "touched.force(forcer, true)", "touched.force(forcer, false)")
                        .noticedBy(FailingOperation.LTRIM_OF_THE_NEWEST),
                named("the last group is not written again", "last group not written again")
                        .segment(
                                RECOVERY,
                                "        writeAgain(data, SegmentHeader.BYTES + start - trimOffset, part.to() - start);\n",
                                "")
                        .segment(RECOVERY, "        writeAgain(data, 0, SegmentHeader.BYTES);\n", "")
                        .segment(RECOVERY, "        writeAgain(journal, read(part.index(), commit.lsn() + 1));\n", ""),
                named("the last group's items are not written again", "")
                        .segment(
                                RECOVERY,
                                "        writeAgain(data, SegmentHeader.BYTES + start - trimOffset, part.to() - start);\n",
                                ""),
                named("the last group's headers are not written again", "header not written again")
                        .segment(RECOVERY, "        writeAgain(data, 0, SegmentHeader.BYTES);\n", "")
                        .noticedBy(FailingOperation.COMMIT_OVER_TWO_FILES),
                named("the last group's records are not written again", "")
                        .segment(RECOVERY, "        writeAgain(journal, read(part.index(), commit.lsn() + 1));\n", ""),
                named("the last record is not written again", "last record not written again")
                        .segment(RECOVERY, "                writeAgain(journal, state);\n", ""),
                named("the newest data file is not forced", "newest data file not forced")
                        .segment(
                                RECOVERY,
                                "                touched.add(files.openData(newest)); // an",
                                "                // an")
                        .noticedBy(FailingOperation.START_AFTER_A_TORN_GROUP),
                // ---- rolling back
                named("a rollback is not forced", "rollback not forced")
                        .segment(RECOVERY, "            touched.force(forcer, false);\n", "")
                        .segment(
                                RECOVERY,
                                "                files.deleteData(index);\n                removed = true;",
                                "                files.deleteData(index);")
                        .segment(
                                RECOVERY,
                                "                files.deleteJournal(index);\n                removed = true;",
                                "                files.deleteJournal(index);")
                        .noticedBy(MutantJudge.SEQUENCES, 20),
                named("a rollback stops after the first file", "")
                        .segment(
                                RECOVERY,
                                "            for (GroupPart part : commit.parts()) {\n                JournalState before",
                                "            for (GroupPart part : commit.parts().subList(0, 1)) {\n                JournalState before"),
                named("a rollback leaves the record", "")
                        .segment(RECOVERY, "        journal.truncate(Math.min(before.end(), journal.length()));\n", ""),
                named("segments that a group created are not removed", "")
                        .segment(RECOVERY, "        remove(unborn);\n", ""),
                named("files above the newest segment are kept", "")
                        .segment(
                                RECOVERY,
                                "            } else {\n                removeAbove(newest);\n                return",
                                "            } else {\n                return"),
                named("a journal with nothing but OPEN is kept", "only-OPEN journal kept")
                        .segment(RECOVERY, "} else if (state.onlyOpen()) {", "} else if (newest < -1) {"),
                named("a journal is removed before its data file", "journal removed first")
                        .segment(
                                RECOVERY,
                                "        boolean removed = false;\n        for (int index : indices) {\n            if (files.data().contains(index)) {",
                                JOURNAL_FIRST)
                        .noticedBy(MutantJudge.SEQUENCES, 20),
                named("what is longer than it settled is not cut", "")
                        .segment(RECOVERY, "        cutWhatIsNotSettled(state);\n", ""),
                named("what is longer than it settled is cut and not forced", "")
                        .segment(RECOVERY, "                forcer.force(data);\n", ""),
                named("nothing goes to the quarantine", "")
                        .segment(RECOVERY, "if (quarantine && length > 0) {", "if (quarantine && length < 0) {"),
                named("temporary files are left", "").segment(RECOVERY, "        files.deleteTemporaries();\n", ""),
                // ---- reading journals
                named("the lsn begins anew with each opening", "")
                        .segment(RECOVERY, "            sequence.saw(state.last().lsn());\n", ""),
                named("a journal is read up to its fourth record only", "")
                        .segment(
                                "JournalState",
                                "if (entry.record().lsn() >= lsnLimit) {",
                                "if (entry.record().lsn() >= lsnLimit || ++seen > 4) {")
                        .segment(
                                "JournalState",
                                "        JournalState state = NOTHING;\n",
                                "        JournalState state = NOTHING;\n        int seen = 0;\n"),
                named("epochs and the order of lsns are ignored", "epoch ignored + lsn ignored")
                        .segment(
                                "JournalScanner",
                                "bound && record.epoch() != epoch",
                                "bound && record.epoch() != epoch && at < 0")
                        .segment("JournalScanner", "record == null || record.lsn() <= lastLsn", "record == null")
                        .noticedBy(MutantJudge.STALE_RECORDS, StaleRecordJudge.CASES),
                named("epochs are ignored", "epoch ignored")
                        .segment(
                                "JournalScanner",
                                "bound && record.epoch() != epoch",
                                "bound && record.epoch() != epoch && at < 0")
                        .noticedBy(MutantJudge.STALE_RECORDS, StaleRecordJudge.CASES),
                named("the order of lsns is ignored", "lsn ignored")
                        .segment("JournalScanner", "record == null || record.lsn() <= lastLsn", "record == null")
                        .noticedBy(MutantJudge.STALE_RECORDS, StaleRecordJudge.CASES),
                // ---- adoption
                named("adopted bytes are not forced", "adopted bytes not forced")
                        .segment("Adoption", "            forcer.force(List.of(data), true);\n", "")
                        .noticedBy(FailingOperation.START_AFTER_ANOTHER_PROGRAM_HAS_APPENDED),
                named("adopted bytes are not written again", "")
                        .segment(
                                "Adoption",
                                "                Recovery.writeAgain(data, SegmentHeader.BYTES + start - trimOffset, end - start);\n",
                                "")
                        .noticedBy(FailingOperation.START_AFTER_ANOTHER_PROGRAM_HAS_APPENDED),
                named("the header of an adopted file is not written again", "")
                        .segment("Adoption", "                Recovery.writeAgain(data, 0, SegmentHeader.BYTES);\n", "")
                        .noticedBy(FailingOperation.START_AFTER_ANOTHER_PROGRAM_HAS_BEGUN_A_FILE),
                named("ADOPT is not forced", "")
                        .segment("Adoption", "            forcer.force(List.of(journal), true);\n", "")
                        .noticedBy(FailingOperation.START_AFTER_ANOTHER_PROGRAM_HAS_APPENDED),
                named("torn journals of an adoption are kept", "")
                        .segment(
                                "Adoption",
                                "            files.deleteJournal(index); // torn",
                                "            break; // torn")
                        .noticedBy(FailingOperation.START_OF_A_NEW_STORE));
    }

    private static final String JOURNAL_FIRST = """
                    boolean removed = false;
                    for (int index : indices) {
                        if (files.journals().contains(index)) {
                            files.deleteJournal(index);
                            removed = true;
                        }
                    }
                    if (removed) {
                        forcer.forceDirectory();
                    }
                    removed = false;
                    for (int index : indices) {
                        if (files.data().contains(index)) {""";
}
