package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.IndexDropped;

/** A data file has been deleted; its number is not used again. */
public final class AioDiskDbIndexDroppedEvent extends AioDiskDbEvent {

    private static final long serialVersionUID = 1L;

    private final transient IndexDropped event;

    AioDiskDbIndexDroppedEvent(AioDiskDb source, String database, IndexDropped event) {
        super(source, database, event);
        this.event = event;
    }

    /** {@return its number} */
    public int getIndex() {
        return event.index();
    }

    /** {@return the bytes of items that it held} */
    public long getSize() {
        return event.size();
    }
}
