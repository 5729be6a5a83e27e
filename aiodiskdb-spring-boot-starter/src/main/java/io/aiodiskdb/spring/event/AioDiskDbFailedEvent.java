package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.model.ItemLocation;
import java.util.List;

/** A database has failed: it refuses writes until it is stopped and started again. */
public final class AioDiskDbFailedEvent extends AioDiskDbEvent {

    private static final long serialVersionUID = 1L;

    private final transient Failed event;

    AioDiskDbFailedEvent(AioDiskDb source, String database, Failed event) {
        super(source, database, event);
        this.event = event;
    }

    /** {@return why} */
    public Throwable getCause() {
        return event.cause();
    }

    /** {@return the ranges that had been added but are not known to be on stable storage; they may be gone after a restart} */
    public List<ItemLocation> getLost() {
        return event.lost();
    }
}
