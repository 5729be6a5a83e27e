package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.Started;

/** A database has been opened. */
public final class AioDiskDbStartedEvent extends AioDiskDbEvent {

    private static final long serialVersionUID = 1L;

    AioDiskDbStartedEvent(AioDiskDb source, String database, Started event) {
        super(source, database, event);
    }
}
