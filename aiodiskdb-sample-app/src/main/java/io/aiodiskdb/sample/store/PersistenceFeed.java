package io.aiodiskdb.sample.store;

import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.sample.live.LiveEvents;
import io.aiodiskdb.spring.event.AioDiskDbEvent;
import io.aiodiskdb.spring.event.AioDiskDbFailedEvent;
import io.aiodiskdb.spring.event.AioDiskDbIndexDroppedEvent;
import io.aiodiskdb.spring.event.AioDiskDbStartedEvent;
import io.aiodiskdb.spring.event.AioDiskDbStoppedEvent;
import io.aiodiskdb.spring.event.AioDiskDbTrimmedEvent;
import io.aiodiskdb.spring.event.AioDiskDbWrittenEvent;
import java.time.Instant;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Sends what happens to the store to the live events, in words. */
@Component
class PersistenceFeed {

    private final LiveEvents live;

    PersistenceFeed(LiveEvents live) {
        this.live = live;
    }

    /**
     * A live event.
     *
     * @param kind what has happened, in a word
     * @param at when
     * @param text what has happened, in a sentence
     */
    record Line(String kind, Instant at, String text) {}

    @EventListener
    void written(AioDiskDbWrittenEvent event) {
        String items = event.getItems() + (event.getItems() == 1 ? " item" : " items");
        publish(
                "written",
                event,
                "Wrote " + items + ", " + event.getSize() + " bytes, to file " + event.getIndex() + " at position "
                        + event.getPosition() + ".");
    }

    @EventListener
    void trimmed(AioDiskDbTrimmedEvent event) {
        String side = event.getSide() == Trimmed.Side.LEFT ? "begin" : "end";
        publish(
                "trimmed",
                event,
                "Cut " + event.getSize() + " bytes off the " + side + " of file " + event.getIndex()
                        + ", which now is at" + " position " + event.getPosition() + ".");
    }

    @EventListener
    void dropped(AioDiskDbIndexDroppedEvent event) {
        publish("index-dropped", event, "Deleted file " + event.getIndex() + " with " + event.getSize() + " bytes.");
    }

    @EventListener
    void started(AioDiskDbStartedEvent event) {
        publish("started", event, "The store was opened.");
    }

    @EventListener
    void stopped(AioDiskDbStoppedEvent event) {
        publish("stopped", event, "The store was closed.");
    }

    /** Without the cause, whose message may name files: it is in the log. */
    @EventListener
    void failed(AioDiskDbFailedEvent event) {
        publish(
                "failed",
                event,
                "The storage failed. Ranges that are not known to be on the disk: "
                        + event.getLost().size() + ".");
    }

    private void publish(String kind, AioDiskDbEvent event, String text) {
        live.publish("event", new Line(kind, event.getInstant(), text));
    }
}
