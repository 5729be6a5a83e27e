package io.aiodiskdb.event;

import io.aiodiskdb.model.ItemLocation;
import java.time.Instant;
import java.util.List;

/**
 * The database has failed: writes are refused until it is stopped and started again.
 *
 * @param timestamp when
 * @param cause why
 * @param lost the ranges that had been added but are not known to be on stable storage; they may be gone after a restart
 */
public record Failed(Instant timestamp, Throwable cause, List<ItemLocation> lost) implements DbEvent {

    /** Copies the list. */
    public Failed {
        lost = List.copyOf(lost);
    }
}
