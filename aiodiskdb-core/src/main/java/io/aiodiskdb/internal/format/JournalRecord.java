package io.aiodiskdb.internal.format;

import java.util.List;

/**
 * What a journal says of its data file, or, in the newest journal, of another one.
 *
 * <p>The lsn rises through the whole store; the epoch is random for each opening.
 */
public sealed interface JournalRecord {

    /** {@return the log sequence number} */
    long lsn();

    /** {@return the opening that wrote it} */
    long epoch();

    /**
     * The store has been opened for writing.
     *
     * @param lsn log sequence number
     * @param epoch the opening that begins here
     */
    record Open(long lsn, long epoch) implements JournalRecord {}

    /**
     * A group has been written; it counts only if each of its parts has such a record and its items are whole.
     *
     * @param lsn log sequence number, the same for all parts
     * @param epoch the opening that wrote it
     * @param from position of this part's first byte
     * @param to position behind its last byte
     * @param items what lies between
     * @param parts all parts of the group, in ascending order
     */
    record Commit(long lsn, long epoch, long from, long to, ItemTable items, List<GroupPart> parts)
            implements JournalRecord {}

    /**
     * Bytes that another program wrote are part of the index.
     *
     * @param lsn log sequence number
     * @param epoch the opening that adopted them
     * @param from position of the first byte
     * @param to position behind the last
     */
    record Adopt(long lsn, long epoch, long from, long to) implements JournalRecord {}

    /**
     * The end of an index has been cut off.
     *
     * @param lsn log sequence number
     * @param epoch the opening that cut
     * @param index number of the data file
     * @param position its new end
     */
    record Rtrim(long lsn, long epoch, int index, long position) implements JournalRecord {}

    /**
     * A data file has been deleted.
     *
     * @param lsn log sequence number
     * @param epoch the opening that deleted it
     * @param index its number
     */
    record Drop(long lsn, long epoch, int index) implements JournalRecord {}

    /**
     * The store has been closed; another program may append to the data files.
     *
     * @param lsn log sequence number
     * @param epoch the opening that ends here
     */
    record Clean(long lsn, long epoch) implements JournalRecord {}
}
