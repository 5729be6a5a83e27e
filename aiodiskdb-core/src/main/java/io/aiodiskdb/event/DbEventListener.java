package io.aiodiskdb.event;

/**
 * Receives the events of a database, one at a time and in order, on a thread that serves nothing else.
 *
 * <p>A slow listener delays other events, never a write. If it falls far behind, neighbouring {@link Written} events are
 * merged, and at last the oldest events are dropped and counted. An exception is logged and counted, and the next event
 * is delivered all the same.
 */
@FunctionalInterface
public interface DbEventListener {

    /**
     * Takes an event.
     *
     * @param event what happened
     */
    void onEvent(DbEvent event);
}
