package io.aiodiskdb.sample.live;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * An event on its way to a client, serialized once for all clients. Immutable.
 *
 * @param event its name; null for a heartbeat
 * @param json its data, without line breaks
 */
record LiveMessage(@Nullable String event, String json) {

    static final LiveMessage HEARTBEAT = new LiveMessage(null, "");

    /** Events that say how things are, not what has happened: the newest is enough. */
    private static final Set<String> SNAPSHOTS = Set.of("store", "files");

    SseEventBuilder toServerSentEvent() {
        return event == null
                ? SseEmitter.event().comment("still here")
                : SseEmitter.event().name(event).data(json);
    }

    /** {@return whether who gets the other one can do without this one} */
    boolean isOutdatedBy(LiveMessage newer) {
        return event != null && event.equals(newer.event) && SNAPSHOTS.contains(event);
    }
}
