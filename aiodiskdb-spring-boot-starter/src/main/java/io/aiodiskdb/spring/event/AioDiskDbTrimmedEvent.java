package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.Trimmed;

/** A data file has been cut. */
public final class AioDiskDbTrimmedEvent extends AioDiskDbEvent {

    private static final long serialVersionUID = 1L;

    private final transient Trimmed event;

    AioDiskDbTrimmedEvent(AioDiskDb source, String database, Trimmed event) {
        super(source, database, event);
        this.event = event;
    }

    /** {@return the number of the data file} */
    public int getIndex() {
        return event.index();
    }

    /** {@return the side that was cut off} */
    public Trimmed.Side getSide() {
        return event.side();
    }

    /** {@return where: the new end of the index if its right side was cut off, otherwise its new begin} */
    public long getPosition() {
        return event.position();
    }

    /** {@return the number of bytes removed} */
    public long getSize() {
        return event.size();
    }
}
