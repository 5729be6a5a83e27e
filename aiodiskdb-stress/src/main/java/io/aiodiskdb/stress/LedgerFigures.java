package io.aiodiskdb.stress;

import io.aiodiskdb.stress.LogLine.Added;
import io.aiodiskdb.stress.LogLine.Committed;

/** How much a log tells of. */
final class LedgerFigures {

    long sessions;
    long closed;
    long added;
    long addedDurably;
    long committed;
    long committedItems;
    long failed;
    long prunings;
    /** Items that were in RAM alone when a session ended, and were told to nobody as durable. */
    long rolledBack;

    long lost;
    /** Items that have to be there. */
    long live;

    void count(Added line) {
        if (line.durable()) {
            addedDurably++;
        } else {
            added++;
        }
    }

    void count(Committed line) {
        committed++;
        committedItems += line.locations().size();
    }
}
