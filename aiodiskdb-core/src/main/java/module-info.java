/** An embeddable, append-only store of immutable byte strings. */
module io.aiodiskdb.core {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.aiodiskdb;
    exports io.aiodiskdb.error;
    exports io.aiodiskdb.event;
    exports io.aiodiskdb.model;
}
