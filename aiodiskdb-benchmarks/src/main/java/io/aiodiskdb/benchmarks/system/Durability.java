package io.aiodiskdb.benchmarks.system;

import java.util.Locale;

/** What a system is asked to do about stable storage. */
public enum Durability {
    /** Nothing: the operating system writes when it likes. */
    UNSYNCED,
    /** Everything is synced in the end, and by the system's own habit on the way. */
    SYNCED,
    /** Each operation is synced before it returns, together with others that wait for the same where the system can do that. */
    DURABLE;

    /** {@return its name as it is written in variants and reports} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
