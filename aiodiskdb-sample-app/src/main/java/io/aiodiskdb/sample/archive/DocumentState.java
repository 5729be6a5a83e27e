package io.aiodiskdb.sample.archive;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a document is. */
enum DocumentState {
    /** In the store's buffer. It has no row yet, and a crash would take it. */
    IN_MEMORY("in-memory"),
    /** On stable storage, with a row. */
    ON_DISK("on-disk"),
    /** Pruned from the store; only the row is left. */
    GONE("gone");

    private final String text;

    DocumentState(String text) {
        this.text = text;
    }

    @JsonValue
    String text() {
        return text;
    }
}
