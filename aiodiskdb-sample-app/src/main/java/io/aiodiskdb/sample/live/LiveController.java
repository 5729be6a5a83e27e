package io.aiodiskdb.sample.live;

import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The live events, as server-sent ones. */
@RestController
final class LiveController {

    private final LiveEvents events;
    private final List<LiveListener> listeners;

    LiveController(LiveEvents events, List<LiveListener> listeners) {
        this.events = events;
        this.listeners = listeners;
    }

    @GetMapping("/live")
    ResponseEntity<SseEmitter> connect(HttpMethod method) {
        if (method.equals(HttpMethod.HEAD)) { // would take a place for ever: no write to it could fail
            return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).build();
        }
        SseEmitter emitter = events.connect();
        listeners.forEach(LiveListener::clientConnected);
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                .body(emitter);
    }
}
