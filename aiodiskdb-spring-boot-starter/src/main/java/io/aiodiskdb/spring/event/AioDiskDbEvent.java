package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Destroyed;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.event.IndexDropped;
import io.aiodiskdb.event.Started;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.event.Written;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.context.ApplicationEvent;

/**
 * Something has happened to a database. Immutable. Not to be serialized, although all events of Spring can be.
 *
 * <p>Published in the order in which it happened, on a thread of the database that does nothing else: a listener that takes
 * long delays later events of the same database, and never a write.
 */
public abstract sealed class AioDiskDbEvent extends ApplicationEvent
        permits AioDiskDbStartedEvent,
                AioDiskDbStoppedEvent,
                AioDiskDbFailedEvent,
                AioDiskDbWrittenEvent,
                AioDiskDbTrimmedEvent,
                AioDiskDbIndexDroppedEvent,
                AioDiskDbDestroyedEvent {

    private static final long serialVersionUID = 1L;

    private final String database;
    private final transient DbEvent event;

    AioDiskDbEvent(AioDiskDb source, String database, DbEvent event) {
        super(source, Clock.fixed(event.timestamp(), ZoneOffset.UTC));
        this.database = database;
        this.event = event;
    }

    /**
     * Makes an application event of a database's event.
     *
     * @param source the database
     * @param database its name
     * @param event what has happened
     * @return the same as an application event
     */
    public static AioDiskDbEvent of(AioDiskDb source, String database, DbEvent event) {
        // A switch over the sealed type needs a later Java.
        if (event instanceof Written written) {
            return new AioDiskDbWrittenEvent(source, database, written);
        } else if (event instanceof Trimmed trimmed) {
            return new AioDiskDbTrimmedEvent(source, database, trimmed);
        } else if (event instanceof IndexDropped dropped) {
            return new AioDiskDbIndexDroppedEvent(source, database, dropped);
        } else if (event instanceof Started started) {
            return new AioDiskDbStartedEvent(source, database, started);
        } else if (event instanceof Stopped stopped) {
            return new AioDiskDbStoppedEvent(source, database, stopped);
        } else if (event instanceof Failed failed) {
            return new AioDiskDbFailedEvent(source, database, failed);
        } else if (event instanceof Destroyed destroyed) {
            return new AioDiskDbDestroyedEvent(source, database, destroyed);
        }
        throw new IllegalArgumentException("no application event stands for " + event);
    }

    /** {@return the database that it has happened to} */
    @Override
    public AioDiskDb getSource() {
        return (AioDiskDb) super.getSource();
    }

    /** {@return the name of the database} */
    public String getDatabase() {
        return database;
    }

    /** {@return when it has happened; {@link #getTimestamp()} has the same in milliseconds} */
    public Instant getInstant() {
        return event.timestamp();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[database=" + database + ", event=" + event + "]";
    }
}
