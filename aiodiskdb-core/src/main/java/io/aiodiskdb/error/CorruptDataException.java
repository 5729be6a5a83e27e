package io.aiodiskdb.error;

import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.ItemLocation;

/** Bytes that had been committed are not on the disk as they were written; they are not handed out. */
public final class CorruptDataException extends AioDiskDbException {

    private static final long serialVersionUID = 1L;

    private final int index;
    private final long position;
    private final long size;

    /**
     * Makes the exception.
     *
     * @param damage where, and what is wrong
     */
    public CorruptDataException(Damage damage) {
        super("damaged data at " + damage.index() + ":" + damage.position() + ":" + damage.size() + ": "
                + damage.reason());
        this.index = damage.index();
        this.position = damage.position();
        this.size = damage.size();
    }

    /** {@return the damaged range} */
    public ItemLocation location() {
        return new ItemLocation(index, position, size);
    }
}
