package io.aiodiskdb.spring.transaction;

/** What goes wrong with the commits of a relational database. */
enum CommitFault {
    /** Nothing. */
    NONE,
    /** The database refuses and rolls back. */
    REFUSED,
    /** The database commits, but its answer is lost. */
    ANSWER_LOST
}
