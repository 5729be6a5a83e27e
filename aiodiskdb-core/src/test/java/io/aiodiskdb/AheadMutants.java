package io.aiodiskdb;

import static io.aiodiskdb.ProtocolMutant.named;

import java.util.List;

/** Broken rules of the write-ahead file. */
final class AheadMutants {

    private static final String AHEAD = "WriteAhead";
    private static final String CHAIN = "AheadChain";
    private static final String RECOVERY = "Recovery";
    private static final String WRITER = "SegmentWriter";
    private static final String STRAY = "            ahead.remove(hadJournals);\n";

    private static final String TWO_RECORDS = """
                public boolean writeAhead(
                        int index, long from, ItemTable items, ByteBuffer bytes, boolean isRefusable, boolean inTwo)
                        throws IOException {
                    int first = (int) items.size(0);
                    return writeAhead(index, from, items.copyOf(0, 1), bytes.slice(0, first), isRefusable)
                            && (items.count() == 1
                                    || writeAhead(
                                            index,
                                            from + first,
                                            items.copyOf(1, items.count()),
                                            bytes.slice(first, bytes.remaining() - first),
                                            isRefusable));
                }

            """;

    private AheadMutants() {}

    static List<ProtocolMutant> all() {
        return List.of(
                // ---- appending
                named("what is written ahead is not forced", "ahead acknowledged before its force")
                        .segment(
                                AHEAD,
                                "            forcer.force(target);\n            doubtful",
                                "            doubtful"),
                named("the write-ahead file's name is not forced", "ahead entry not forced")
                        .segment(AHEAD, "forcer.force(List.of(opened), true)", "forcer.force(List.of(opened), false)")
                        .noticedBy(MutantJudge.POWER_CUTS, 1500),
                named(
                                "a failed force of the write-ahead file is forgiven",
                                "session goes on after a failed ahead force")
                        .segment(
                                AHEAD,
                                "            throw e;\n",
                                "            refused = true;\n            return false;\n"),
                named("a chain begins where the last one ended", "chain not begun at 0")
                        .segment(
                                AHEAD,
                                "            offset = 0;\n",
                                "            offset = Math.min(offset, size / 2);\n"),
                named("a chain does not begin again after a commit", "")
                        .segment(AHEAD, "        if (!now.equals(base)) {\n", "        if (base == null) {\n")
                        .segment(
                                AHEAD,
                                "        } else if (number > 0 && (itsIndex != index || from != to)) {\n            throw new IllegalStateException(",
                                "        } else if (false) {\n            throw new IllegalStateException("),
                named("items are written ahead of a sealed buffer", "ahead of an unsettled buffer")
                        .buffer(
                                "AheadSide",
                                "!requests.isOnlyAheadAsked() || buffers.flushing() != null",
                                "!requests.isOnlyAheadAsked()"),
                named("a pruning is recorded while a chain is needed", "pruning beside a chain")
                        .engine(
                                "PruneJob",
                                "concernsBuffers || writers.segments().hasWrittenAhead()",
                                "concernsBuffers"),
                named("CLEAN is recorded while a chain is needed", "CLEAN beside a chain")
                        .engine(
                                "Lifecycle",
                                "        writers.flusher().flushAll();\n        running",
                                "        if (!running.segments().hasWrittenAhead()) {\n            writers.flusher().flushAll();\n        }\n        running"),
                named("items are written ahead of a store without a base", "ahead used without a base")
                        .segment(
                                "SegmentSet",
                                "return base != null && ahead.append(base, index,",
                                "return ahead.append(base == null ? new ChainBase(0, 0) : base, index,")
                        .noticedBy(MutantJudge.AHEAD_SEQUENCES, 20),
                named("a rollback ends the chain", "rollback ends the chain")
                        .segment(
                                "SegmentSet",
                                "            writer.recover(null);\n",
                                "            writer.recover(null);\n            ahead.forget();\n")
                        .segment(
                                AHEAD,
                                "    private boolean isWorthIt() {",
                                "    void forget() {\n        base = null;\n    }\n\n    private boolean isWorthIt() {")
                        .noticedBy(AheadFileCase.PRUNING_AFTER_A_ROLLBACK),
                named("a record that could not be written is acknowledged", "")
                        .segment(
                                AHEAD,
                                "            refused = true;\n            return false;\n",
                                "            return true;\n")
                        .noticedBy(MutantJudge.POWER_CUTS, 2000),
                named("a transaction is written ahead in two records", "a transaction in two ahead records")
                        .engine("Flusher", "part.bytes(), true)", "part.bytes(), true, true)")
                        .segment(
                                "SegmentSet",
                                "    /** {@return whether {@link #writeAhead} has refused only because",
                                TWO_RECORDS + "    /** {@return whether {@link #writeAhead} has refused only because"),
                named("a refused transaction stays in the write-ahead file", "refused transaction left in the chain")
                        .segment(AHEAD, "        if (!doubtful) {\n", "        if (size > 0) {\n")
                        .noticedBy(AheadFileCase.REFUSED_TRANSACTION),
                named("that a record is taken back is not forced", "taking back not forced")
                        .segment(
                                AHEAD,
                                "            makeVoid(target);\n            forcer.force(target);\n",
                                "            makeVoid(target);\n")
                        .noticedBy(AheadFileCase.REFUSED_TRANSACTION),
                named("a caller writes ahead although somebody else is at work", "")
                        .engine(
                                "Committer",
                                "closed != null || scheduled.get() || scheduled.getAndSet(true)",
                                "closed != null")
                        .noticedBy(AheadFileCase.CALLER_BESIDE_A_PRUNING),
                // ---- recovery
                named("a recovery does not look at the write-ahead file", "")
                        .segment("SegmentSet", "        writer.commitAcknowledged(group);\n", ""),
                named("items that were written ahead are not checked", "ahead checksum ignored")
                        .format("AheadCodec", "items.bytes() != header.bytes() || !areWhole(items, in, data)", "false"),
                named("any chain is taken for that of the store", "")
                        .segment(CHAIN, "header == null || !base.isThatOf(header)", "header == null"),
                named("the lsn of the base is ignored", "ahead base lsn ignored")
                        .segment("ChainBase", "header.baseLsn() == lsn && header", "header")
                        .noticedBy(AheadFileCase.BASE_OF_A_LOWER_LSN),
                named("the epoch of the base is ignored", "ahead base epoch ignored")
                        .segment("ChainBase", " && header.baseEpoch() == epoch", "")
                        .noticedBy(AheadFileCase.BASE_OF_ANOTHER_EPOCH),
                named("the number of a record is ignored", "ahead number ignored")
                        .segment(
                                CHAIN,
                                "            if (record.number() != number) {\n                break;\n            }\n",
                                "")
                        .noticedBy(AheadFileCase.SECOND_RECORD_WITH_THE_NUMBER_OF_THE_FIRST),
                named("the number of the first record is ignored", "")
                        .segment(CHAIN, "record.number() != number) {", "number > 0 && record.number() != number) {")
                        .noticedBy(AheadFileCase.FIRST_RECORD_THAT_IS_NOT_THE_FIRST),
                named("where a further record begins is ignored", "ahead from ignored")
                        .segment(CHAIN, "record.from() != end", "(record.number() == 0 && record.from() != end)")
                        .noticedBy(AheadFileCase.SECOND_RECORD_THAT_DOES_NOT_FOLLOW_THE_FIRST),
                named("the index of a further record is ignored", "")
                        .segment(
                                CHAIN,
                                "record.index() != index\n",
                                "(record.number() == 0 && record.index() != index)\n")
                        .noticedBy(AheadFileCase.SECOND_RECORD_OF_ANOTHER_INDEX),
                named("where a chain begins is ignored", "ahead position not checked")
                        .segment(CHAIN, "record.from() != end", "(record.number() > 0 && record.from() != end)")
                        .noticedBy(AheadFileCase.FIRST_RECORD_BEHIND_THE_END),
                named("a chain may begin before the end", "")
                        .segment(CHAIN, "record.from() != end", "record.from() > end")
                        .noticedBy(AheadFileCase.FIRST_RECORD_BEFORE_THE_END),
                named("a chain may begin in any index", "ahead position not checked")
                        .segment(
                                CHAIN,
                                "record.index() != index\n",
                                "(record.number() > 0 && record.index() != index)\n")
                        .segment(CHAIN, "record.from() != end", "(record.number() > 0 && record.from() != end)")
                        .noticedBy(AheadFileCase.FIRST_RECORD_TWO_INDICES_AHEAD),
                named("a later record is not looked for", "later ahead record not looked for")
                        .segment(CHAIN, "        requireNoneBehind(at, number);\n", "")
                        .noticedBy(AheadFileCase.BAD_RECORD_BEFORE_A_GOOD_ONE),
                named("a chain proves nothing", "proof of the chain ignored")
                        .segment(RECOVERY, "            requireProven(last, state.settledEnd());\n", "")
                        .segment(
                                RECOVERY,
                                "        if (isProven(commit)) {",
                                "        if (newest < -1 && isProven(commit)) {")
                        .noticedBy(AheadFileCase.BASE_WHOSE_RECORD_HAS_CHANGED),
                named("a chain does not prove that its base was there", "")
                        .segment(RECOVERY, "            requireProven(last, state.settledEnd());\n", "")
                        .noticedBy(AheadFileCase.BASE_WHOSE_RECORD_HAS_CHANGED),
                named("a chain does not prove that its base was whole", "")
                        .segment(
                                RECOVERY,
                                "        if (isProven(commit)) {",
                                "        if (newest < -1 && isProven(commit)) {")
                        .noticedBy(AheadFileCase.BASE_WHOSE_ITEM_HAS_CHANGED),
                named("a chain proves nothing of another opening", "")
                        .segment(
                                RECOVERY,
                                "proven != null && proven.lsn() > last.lsn()",
                                "proven != null && proven.epoch() == last.epoch() && proven.lsn() > last.lsn()")
                        .noticedBy(AheadFileCase.BASE_THAT_IS_GONE_WITH_THE_OPEN_BEFORE_IT),
                named("the file of a store that is gone is kept", "stray ahead file kept")
                        .segment(WRITER, STRAY, "")
                        .noticedBy(AheadFileCase.CUTS_OF_A_NEW_STORE_BESIDE_THE_FILE_OF_ONE_THAT_IS_GONE),
                named(
                                "that the file of a store that is gone is removed is not forced",
                                "stray ahead file's removal not forced")
                        .segment(
                                AHEAD,
                                "        files.deleteAhead();\n        forcer.forceDirectory();\n",
                                "        files.deleteAhead();\n")
                        .noticedBy(AheadFileCase.CUTS_OF_A_NEW_STORE_BESIDE_THE_FILE_OF_ONE_THAT_IS_GONE),
                named(
                                "a new store takes the chain of one that is gone",
                                "ahead base epoch ignored + stray ahead file kept + proof of the chain ignored")
                        .segment("ChainBase", " && header.baseEpoch() == epoch", "")
                        .segment(WRITER, STRAY, "")
                        .segment(RECOVERY, "            requireProven(last, state.settledEnd());\n", "")
                        .segment(
                                RECOVERY,
                                "        if (isProven(commit)) {",
                                "        if (newest < -1 && isProven(commit)) {")
                        .noticedBy(AheadFileCase.CHAIN_OF_A_STORE_THAT_IS_GONE),
                // ---- replaying
                named("the file is read before the segments are settled", "ahead read before the segments settle")
                        .segment(
                                WRITER,
                                "        JournalState state = recovery.run();\n",
                                "        JournalState early = JournalState.read(files, files.journals().highest(), Long.MAX_VALUE);\n        JournalState state = recovery.run();\n        if (early.change() == null || state.change() == null || early.change().lsn() != state.change().lsn()) {\n            ahead = null;\n        }\n"),
                named("OPEN is not forced before a replay", "replay with OPEN in flight")
                        .segment(
                                WRITER,
                                "            forcer.force(newest.journal().file());\n",
                                "            if (waiting == null) {\n                forcer.force(newest.journal().file());\n            }\n"),
                named("a replay is not forced", "replay not forced")
                        .segment(WRITER, "    // ---- opening\n", "    boolean replaying;\n\n    // ---- opening\n")
                        .segment(
                                WRITER,
                                "            forceAll(open, first);\n",
                                "            if (!replaying) {\n                forceAll(open, first);\n            }\n")
                        .segment(
                                "SegmentSet",
                                "        writer.commitAcknowledged(group);\n",
                                "        writer.replaying = true;\n        writer.commitAcknowledged(group);\n        writer.replaying = false;\n"),
                named("what is replayed is placed anew", "replay placed anew")
                        .segment(
                                "SegmentSet",
                                "        writer.commitAcknowledged(group);\n",
                                "        writer.commit(new CommitGroup(java.util.List.of(new CommitGroup.Part(\n                next().index(), next().position(), part.items(), part.data()))));\n"),
                named("an OPEN ends a chain", "OPEN is a base")
                        .segment("JournalState", "isOpen ? change : record", "record"),
                named("only the first record of a chain is taken", "replay of the first record only")
                        .segment(
                                CHAIN,
                                "            if (record.number() != number) {\n",
                                "            if (number > 0) {\n"));
    }
}
