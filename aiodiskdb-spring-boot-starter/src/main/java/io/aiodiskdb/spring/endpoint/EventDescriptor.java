package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.event.IndexDropped;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.event.Written;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is shown. What does not apply is null, and left out of JSON.
 *
 * @param timestamp when
 * @param type the simple name of the event's class
 * @param index number of the data file concerned
 * @param position offset in it: of what was written, or where it was cut
 * @param size bytes written or removed
 * @param items items written
 * @param side which side was cut off
 * @param cause class of the exception that was the reason; its message could name paths
 * @param lost bytes that may be lost
 */
public record EventDescriptor(
        Instant timestamp,
        String type,
        @Nullable Integer index,
        @Nullable Long position,
        @Nullable Long size,
        @Nullable Long items,
        Trimmed.@Nullable Side side,
        @Nullable String cause,
        @Nullable Long lost) {

    static EventDescriptor of(DbEvent event) {
        Instant timestamp = event.timestamp();
        String type = event.getClass().getSimpleName();
        if (event instanceof Written written) {
            return new EventDescriptor(
                    timestamp,
                    type,
                    written.index(),
                    written.position(),
                    written.size(),
                    written.items(),
                    null,
                    null,
                    null);
        } else if (event instanceof Trimmed trimmed) {
            return new EventDescriptor(
                    timestamp,
                    type,
                    trimmed.index(),
                    trimmed.position(),
                    trimmed.size(),
                    null,
                    trimmed.side(),
                    null,
                    null);
        } else if (event instanceof IndexDropped dropped) {
            return new EventDescriptor(timestamp, type, dropped.index(), null, dropped.size(), null, null, null, null);
        } else if (event instanceof Failed failed) {
            long lost = failed.lost().stream().mapToLong(range -> range.size()).sum();
            String cause = failed.cause().getClass().getName();
            return new EventDescriptor(timestamp, type, null, null, null, null, null, cause, lost);
        }
        return new EventDescriptor(timestamp, type, null, null, null, null, null, null, null);
    }
}
