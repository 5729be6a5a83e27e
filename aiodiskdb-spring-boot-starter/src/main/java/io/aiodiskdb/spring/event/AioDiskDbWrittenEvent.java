package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.model.ItemLocation;

/** A range is on stable storage. It is never announced and then rolled back. */
public final class AioDiskDbWrittenEvent extends AioDiskDbEvent {

    private static final long serialVersionUID = 1L;

    private final transient Written event;

    AioDiskDbWrittenEvent(AioDiskDb source, String database, Written event) {
        super(source, database, event);
        this.event = event;
    }

    /** {@return the number of the data file} */
    public int getIndex() {
        return event.index();
    }

    /** {@return the offset of the first byte} */
    public long getPosition() {
        return event.position();
    }

    /** {@return the number of bytes} */
    public long getSize() {
        return event.size();
    }

    /** {@return the number of items in the range} */
    public long getItems() {
        return event.items();
    }

    /**
     * Tells whether a location lies wholly in this range.
     *
     * @param location the location to look for
     * @return whether this event makes it durable
     */
    public boolean covers(ItemLocation location) {
        return event.covers(location);
    }
}
