package io.aiodiskdb.sample.live;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The bounds of the live events.
 *
 * @param maxClients Most clients at a time.
 * @param maxQueue Most events that wait for one client. A client that falls further behind is disconnected.
 * @param heartbeat Time between two signs of life, by which clients that have gone are noticed.
 */
@ConfigurationProperties("sample.live")
public record LiveProperties(
        @DefaultValue("50") int maxClients,
        @DefaultValue("2000") int maxQueue,
        @DefaultValue("15s") Duration heartbeat) {}
