package io.aiodiskdb.event;

import java.time.Instant;

/** Something that happened to a database. Immutable. */
public sealed interface DbEvent permits Destroyed, Failed, IndexDropped, Started, Stopped, Trimmed, Written {

    /** {@return when it happened} */
    Instant timestamp();
}
