package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.JournalRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a journal the items of which positions are. Immutable.
 *
 * @param stretches in order of position
 * @param version version of the view that it was made for
 * @param builtTo offset in the journal up to which it has been read
 * @param settledEnd position behind the last byte of which the journal knows
 * @param adopted whether there are, or have been, bytes in which the journal knows of no items
 * @param open whether a COMMIT that follows may belong to the last stretch
 * @param intact whether the journal could be read up to the end
 */
record ItemDirectory(
        List<ItemStretch> stretches,
        long version,
        long builtTo,
        long settledEnd,
        boolean adopted,
        boolean open,
        boolean intact) {

    /** Bytes of a journal that are decoded at a time, at least. */
    private static final long STRETCH_BYTES = 64 << 10;

    static ItemDirectory empty(long version) {
        return new ItemDirectory(List.of(), version, 0, 0, false, false, true);
    }

    /** {@return the number of the stretch that holds the first item at or behind a position} */
    int stretchAt(long position) {
        int low = 0;
        int high = stretches.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (stretches.get(middle).start() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Goes on where a directory ended. */
    static final class Builder {

        private final int index;
        private final long version;
        private final List<ItemStretch> stretches;
        private long builtTo;
        private long settledEnd;
        private boolean adopted;

        /** Whether the next COMMIT belongs to the last stretch: if it follows without a gap, and not behind a cut. */
        private boolean open;

        Builder(int index, ItemDirectory earlier) {
            this.index = index;
            this.version = earlier.version;
            this.stretches = new ArrayList<>(earlier.stretches);
            this.builtTo = earlier.builtTo;
            this.settledEnd = earlier.settledEnd;
            this.adopted = earlier.adopted;
            this.open = earlier.open();
        }

        void add(JournalScanner.Entry entry) {
            if (entry.record() instanceof JournalRecord.Commit commit) {
                addCommit(commit, entry);
                settledEnd = commit.to();
            } else if (entry.record() instanceof JournalRecord.Adopt adopt) {
                settledEnd = adopt.to();
                adopted |= adopt.to() > adopt.from();
                open = false;
            } else if (entry.record() instanceof JournalRecord.Rtrim rtrim && rtrim.index() == index) {
                cut(rtrim.position());
                settledEnd = rtrim.position();
            }
            builtTo = entry.end();
        }

        private void addCommit(JournalRecord.Commit commit, JournalScanner.Entry entry) {
            int items = commit.items().count();
            if (open && commit.from() == settledEnd && entry.end() - last().journalFrom() <= STRETCH_BYTES) {
                ItemStretch last = stretches.remove(stretches.size() - 1);
                stretches.add(new ItemStretch(
                        last.start(), last.limit(), last.journalFrom(), entry.end(), last.items() + items));
            } else {
                stretches.add(new ItemStretch(commit.from(), Long.MAX_VALUE, entry.at(), entry.end(), items));
                open = true;
            }
        }

        private void cut(long position) {
            while (!stretches.isEmpty() && last().start() >= position) {
                stretches.remove(stretches.size() - 1);
            }
            if (!stretches.isEmpty()) {
                ItemStretch last = stretches.remove(stretches.size() - 1);
                stretches.add(new ItemStretch(
                        last.start(),
                        Math.min(last.limit(), position),
                        last.journalFrom(),
                        last.journalTo(),
                        last.items()));
            }
            open = false;
        }

        private ItemStretch last() {
            return stretches.get(stretches.size() - 1);
        }

        ItemDirectory build(boolean intact) {
            return new ItemDirectory(List.copyOf(stretches), version, builtTo, settledEnd, adopted, open, intact);
        }
    }
}
