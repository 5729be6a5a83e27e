package io.aiodiskdb.internal.segment;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Neighbouring COMMIT records of a journal, and their items once they have been decoded. Thread-safe. */
final class ItemStretch {

    private final long start;
    private final long limit;
    private final long journalFrom;
    private final long journalTo;
    private final long items;
    private final AtomicReference<@Nullable ItemBlock> block = new AtomicReference<>();

    /**
     * Names a stretch.
     *
     * @param start position of the first item
     * @param limit position behind which a trim has cut the items off
     * @param journalFrom offset of the first record
     * @param journalTo offset behind the last record
     * @param items number of items in the records, those behind the limit included
     */
    ItemStretch(long start, long limit, long journalFrom, long journalTo, long items) {
        this.start = start;
        this.limit = limit;
        this.journalFrom = journalFrom;
        this.journalTo = journalTo;
        this.items = items;
    }

    long start() {
        return start;
    }

    long limit() {
        return limit;
    }

    long journalFrom() {
        return journalFrom;
    }

    long journalTo() {
        return journalTo;
    }

    /** {@return the number of items that have been committed, those behind the limit included} */
    long items() {
        return items;
    }

    /** {@return the decoded items; {@code null} if they are not in memory} */
    @Nullable
    ItemBlock block() {
        ItemBlock kept = block.get();
        if (kept != null) {
            kept.touch();
        }
        return kept;
    }

    void keep(ItemBlock decoded) {
        block.set(decoded);
    }

    boolean keeps(ItemBlock decoded) {
        return block.get() == decoded;
    }

    void forget(ItemBlock decoded) {
        block.compareAndSet(decoded, null);
    }
}
