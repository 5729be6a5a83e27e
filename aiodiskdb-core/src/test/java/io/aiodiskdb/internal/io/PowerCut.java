package io.aiodiskdb.internal.io;

/** How much of what was not forced a power cut of a {@link SimulatedStorage} leaves. */
public enum PowerCut {

    /** Names and files as they were when they were last forced. */
    NOTHING_SURVIVES(Names.OLD, Bytes.NONE),

    /** All that was written, as if it had been forced. */
    EVERYTHING_SURVIVES(Names.NEW, Bytes.ALL),

    /** What was created, renamed or deleted, but nothing of what was written. */
    NAMES_SURVIVE(Names.NEW, Bytes.NONE),

    /** What was written, but not what was created, renamed or deleted. */
    BYTES_SURVIVE(Names.OLD, Bytes.ALL),

    /** Names and lengths, with anything in the files where they have grown. */
    LENGTHS_SURVIVE(Names.NEW, Bytes.LENGTHS),

    /** Any part of it, as the seed decides. */
    CHANCE_DECIDES(Names.ANY, Bytes.ANY);

    /** Which of its meanings a name keeps. */
    enum Names {
        OLD,
        NEW,
        ANY
    }

    /** Which changes of a file survive. */
    enum Bytes {
        NONE,
        ALL,
        LENGTHS,
        ANY
    }

    final Names names;
    final Bytes bytes;

    PowerCut(Names names, Bytes bytes) {
        this.names = names;
        this.bytes = bytes;
    }
}
