package io.aiodiskdb.spring.transaction;

/** Where a process dies. */
enum CrashPoint {
    /** Before the store commits. */
    BEFORE_THE_STORE,
    /** After the store has committed, before the database does. */
    BETWEEN_THE_TWO,
    /** After both have committed. */
    AFTER_BOTH
}
