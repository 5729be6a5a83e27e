package io.aiodiskdb;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.DbEventListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A listener that keeps what it hears. */
final class RecordedEvents implements DbEventListener {

    private static final int PATIENCE_SECONDS = 30;

    private final BlockingQueue<DbEvent> heard = new LinkedBlockingQueue<>();

    @Override
    public void onEvent(DbEvent event) {
        heard.add(event);
    }

    /** {@return the next event} */
    DbEvent next() {
        try {
            DbEvent next = heard.poll(PATIENCE_SECONDS, SECONDS);
            if (next == null) {
                throw new AssertionError("no event has come");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for an event", e);
        }
    }

    /** {@return the next event, which must be of a type} */
    <T extends DbEvent> T next(Class<T> type) {
        DbEvent next = next();
        if (!type.isInstance(next)) {
            throw new AssertionError("expected a " + type.getSimpleName() + ", but heard " + next);
        }
        return type.cast(next);
    }

    /** {@return the first event of a type that comes; those before it are forgotten} */
    <T extends DbEvent> T first(Class<T> type) {
        List<DbEvent> until = until(type);
        return type.cast(until.get(until.size() - 1));
    }

    /** {@return all events up to the first of a type, that one included} */
    List<DbEvent> until(Class<? extends DbEvent> type) {
        List<DbEvent> events = new ArrayList<>();
        do {
            events.add(next());
        } while (!type.isInstance(events.get(events.size() - 1)));
        return events;
    }

    /** {@return whether nothing has been heard that was not asked for} */
    boolean isEmpty() {
        return heard.isEmpty();
    }
}
