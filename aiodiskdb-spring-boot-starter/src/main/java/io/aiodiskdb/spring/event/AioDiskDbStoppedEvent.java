package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.Stopped;

/** A database has been stopped; everything that was added is on stable storage, unless it had failed. */
public final class AioDiskDbStoppedEvent extends AioDiskDbEvent {

    private static final long serialVersionUID = 1L;

    AioDiskDbStoppedEvent(AioDiskDb source, String database, Stopped event) {
        super(source, database, event);
    }
}
