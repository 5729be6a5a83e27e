package io.aiodiskdb;

import java.util.function.LongFunction;

/** The tests that may notice a mutant: each judges the engine that it was loaded with, case by case. */
enum MutantJudge {

    /** Random histories on a disk that fails; a case is a seed. */
    POWER_CUTS("io.aiodiskdb.PowerCutJudge"),

    /** Short sequences that are cut everywhere; a case is a sequence. */
    SEQUENCES("io.aiodiskdb.SequenceJudge"),

    /** The same where items are written ahead from the begin on. */
    AHEAD_SEQUENCES("io.aiodiskdb.SequenceJudge$Ahead"),

    /** Operations whose calls of the disk fail; a case is an operation and a fault. */
    FAILED_CALLS("io.aiodiskdb.FailedCallJudge"),

    /** Records of earlier openings; a case is a kind of them. */
    STALE_RECORDS("io.aiodiskdb.StaleRecordJudge"),

    /** Write-ahead files that were made by hand; a case is an {@link AheadFileCase}. */
    AHEAD_FILES("io.aiodiskdb.AheadFileJudge"),

    /** Pieces of buffers that are written behind where it does not fit; a case is a place. */
    WRITE_BEHIND("io.aiodiskdb.internal.segment.WriteBehindJudge"),

    /** Changes in the middle of a copy out of a mapped file; a case is a change. */
    MAPPED_READS("io.aiodiskdb.internal.segment.MappedReadJudge"),

    /** Threads that write by themselves what they wait for, among others; a case is a seed. */
    CALLER_WRITES("io.aiodiskdb.CallerWritesJudge");

    private final String type;

    MutantJudge(String type) {
        this.type = type;
    }

    /**
     * Makes the judge of the engine that a class loader gives.
     *
     * @return told the number of a case, from 1, it answers what is wrong with it; null if nothing is
     */
    @SuppressWarnings("unchecked")
    LongFunction<String> of(ClassLoader loader) throws ReflectiveOperationException {
        var constructor = loader.loadClass(type).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (LongFunction<String>) constructor.newInstance();
    }
}
