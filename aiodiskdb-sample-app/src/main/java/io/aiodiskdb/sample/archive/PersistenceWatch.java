package io.aiodiskdb.sample.archive;

import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.event.AioDiskDbTrimmedEvent;
import io.aiodiskdb.spring.event.AioDiskDbWrittenEvent;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells when the persistence event of an item has arrived, in whatever order the event and the question come. Thread-safe,
 * does not block.
 *
 * <p>A store commits in the order of locations. So what has been announced is everything before one point, and who asks late
 * is answered from that. It is for telling, not for relying on: shortly after an {@code rtrim} the point may be too far,
 * because events take a moment. Who has to rely on an item asks {@code persisted}.
 */
@Component
class PersistenceWatch {

    /** Most questions that wait: should events get lost, the first ones are given up. */
    static final int MAX_WAITING = 100_000;

    private record Waiting(ItemLocation location, Runnable action) {}

    /** Also the lock that guards it, and the two fields below. */
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparing(Waiting::location));

    private int announcedIndex = -1;
    private long announcedEnd;

    /**
     * Runs an action as soon as the persistence event of an item has arrived; at once if it has already.
     *
     * @param location the item
     * @param action must not block; run on this thread, or on that of the events
     */
    void whenAnnounced(ItemLocation location, Runnable action) {
        synchronized (waiting) {
            if (!isAnnounced(location)) {
                waiting.add(new Waiting(location, action));
                if (waiting.size() > MAX_WAITING) {
                    waiting.poll();
                }
                return;
            }
        }
        action.run();
    }

    @EventListener
    void written(AioDiskDbWrittenEvent event) {
        announce(event.getIndex(), event.getPosition() + event.getSize());
    }

    @EventListener
    void trimmed(AioDiskDbTrimmedEvent event) {
        if (event.getSide() == Trimmed.Side.RIGHT) {
            synchronized (waiting) {
                if (event.getIndex() == announcedIndex) {
                    announcedEnd = Math.min(announcedEnd, event.getPosition());
                }
            }
        }
    }

    private void announce(int index, long end) {
        synchronized (waiting) {
            if (index > announcedIndex) {
                announcedIndex = index;
                announcedEnd = end;
            } else if (index == announcedIndex) {
                announcedEnd = Math.max(announcedEnd, end);
            }
        }
        for (Waiting next = pollAnnounced(); next != null; next = pollAnnounced()) {
            next.action.run();
        }
    }

    private @Nullable Waiting pollAnnounced() {
        synchronized (waiting) {
            Waiting first = waiting.peek();
            return first != null && isAnnounced(first.location) ? waiting.poll() : null;
        }
    }

    private boolean isAnnounced(ItemLocation location) {
        return location.index() < announcedIndex
                || (location.index() == announcedIndex && location.end() <= announcedEnd);
    }
}
