package io.aiodiskdb.internal.engine;

/** The value of an operation that has none. */
public enum Done {
    /** The only one. */
    DONE
}
