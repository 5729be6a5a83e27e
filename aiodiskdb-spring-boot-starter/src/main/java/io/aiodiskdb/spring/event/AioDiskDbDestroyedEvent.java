package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.Destroyed;

/** The files of a database have been deleted. */
public final class AioDiskDbDestroyedEvent extends AioDiskDbEvent {

    private static final long serialVersionUID = 1L;

    AioDiskDbDestroyedEvent(AioDiskDb source, String database, Destroyed event) {
        super(source, database, event);
    }
}
