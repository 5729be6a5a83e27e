package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.event.DatabaseObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The last events of each database. Thread-safe and bounded.
 *
 * <p>Writes are kept apart from everything else: they are many, and would push out the one failure that somebody looks for. It
 * listens to the databases themselves, so it works whether or not their events are published to the application.
 */
@Order(Ordered.HIGHEST_PRECEDENCE) // behind a listener of the user's that is slow, everything would be shown late
public final class RecentEvents implements DatabaseObserver, SmartInitializingSingleton {

    /** Most events that are kept of each database. */
    static final int MOST = 2 * Recording.MOST_OF_A_KIND;

    private final ObjectProvider<AioDiskDbRegistry> registry;
    private final Map<AioDiskDb, Recording> recordings = new ConcurrentHashMap<>();

    /**
     * Makes a record.
     *
     * @param registry has the databases that nobody tells this of before they start: those that are beans of the user's
     */
    public RecentEvents(ObjectProvider<AioDiskDbRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public void connect(String name, AioDiskDb database) {
        connect(database);
    }

    private void connect(AioDiskDb database) {
        recordings.computeIfAbsent(database, added -> {
            Recording recording = new Recording();
            added.addListener(recording::add);
            return recording;
        });
    }

    @Override
    public void afterSingletonsInstantiated() {
        registry.ifAvailable(databases -> databases.databases().values().forEach(this::connect));
    }

    /** {@return the last events, newest first} */
    List<EventDescriptor> of(AioDiskDb database, int limit) {
        connect(database);
        Recording recording = recordings.get(database);
        return recording == null ? List.of() : recording.newest(limit);
    }

    /** The last events of one database. */
    private static final class Recording {

        private static final int MOST_OF_A_KIND = 100;

        // All of the following is guarded by this.

        private final Deque<Numbered> writes = new ArrayDeque<>();
        private final Deque<Numbered> others = new ArrayDeque<>();
        private long count;

        private record Numbered(long number, EventDescriptor event) {}

        synchronized void add(DbEvent event) {
            Deque<Numbered> kept = event instanceof Written ? writes : others;
            if (kept.size() == MOST_OF_A_KIND) {
                kept.removeFirst();
            }
            kept.addLast(new Numbered(count++, EventDescriptor.of(event)));
        }

        synchronized List<EventDescriptor> newest(int limit) {
            List<Numbered> all = new ArrayList<>(writes);
            all.addAll(others);
            return all.stream()
                    .sorted(Comparator.comparingLong(Numbered::number).reversed())
                    .limit(limit)
                    .map(Numbered::event)
                    .toList();
        }
    }
}
