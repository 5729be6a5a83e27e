package io.aiodiskdb;

import static io.aiodiskdb.ProtocolMutant.named;

import java.util.List;

/** Broken rules of the write-ahead file. */
final class AheadMutants {

    private static final String AHEAD = "WriteAhead";
    private static final String CHAIN = "AheadChain";

    private AheadMutants() {}

    static List<ProtocolMutant> all() {
        return List.of(
                // ---- appending
                named("what is written ahead is not forced", "")
                        .segment(AHEAD, "            forcer.force(target);\n", ""),
                named("the write-ahead file's name is not forced", "")
                        .segment(AHEAD, "forcer.force(List.of(opened), true)", "forcer.force(List.of(opened), false)")
                        .noticedBy(MutantJudge.POWER_CUTS, 1500),
                named("a failed force of the write-ahead file is forgiven", "")
                        .segment(
                                AHEAD,
                                "            throw e;\n",
                                "            refused = true;\n            return false;\n"),
                named("a chain begins where the last one ended", "")
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
                named("items are written ahead of a sealed buffer", "")
                        .buffer(
                                "BufferSlots",
                                "!aheadRequested || flushRequested || buffers.flushing() != null",
                                "!aheadRequested || flushRequested"),
                named("a pruning is recorded while a chain is needed", "")
                        .engine(
                                "PruneJob",
                                "concernsBuffers || writers.segments().hasWrittenAhead()",
                                "concernsBuffers"),
                // ---- recovery
                named("a recovery does not look at the write-ahead file", "")
                        .segment("SegmentSet", "            writer.commit(group);\n", ""),
                named("items that were written ahead are not checked", "")
                        .format("AheadCodec", "items.bytes() != header.bytes() || !areWhole(items, in, data)", "false"),
                named("any chain is taken for that of the store", "")
                        .segment(CHAIN, "header == null || !base.isThatOf(header)", "header == null"),
                named("an OPEN ends a chain", "").segment("JournalState", "isOpen ? change : record", "record"),
                named("only the first record of a chain is taken", "")
                        .segment(
                                CHAIN,
                                "            if (record.number() != number) {\n",
                                "            if (number > 0) {\n"));
    }
}
