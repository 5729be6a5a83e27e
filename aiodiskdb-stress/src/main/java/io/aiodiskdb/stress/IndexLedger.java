package io.aiodiskdb.stress;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What the log says about one index: its items by position, and where it was cut. */
final class IndexLedger {

    private final NavigableMap<Long, LoggedItem> items = new TreeMap<>();
    /** Positions at which a pruning was intended, done or not: a transaction may be broken off there. */
    private final TreeSet<Long> cuts = new TreeSet<>();

    private long begin;
    /** What ends here or before is durable, by an event or because a recovery has kept it. */
    private long durableEnd;

    NavigableMap<Long, LoggedItem> items() {
        return items;
    }

    /** Adds an item, unless its line comes after a cut of the begin that has taken it. */
    boolean add(long position, LoggedItem item) {
        if (position < begin) {
            return true;
        }
        Map.Entry<Long, LoggedItem> before = items.lowerEntry(position + item.size());
        if (before != null && before.getKey() + before.getValue().size() > position) {
            return false;
        }
        items.put(position, item);
        return true;
    }

    void intend(Pruning pruning) {
        cuts.add(pruning.position());
    }

    boolean isCutAt(long position) {
        return cuts.contains(position);
    }

    boolean isCut() {
        return !cuts.isEmpty();
    }

    void apply(Pruning pruning) {
        items.entrySet()
                .removeIf(entry -> pruning.covers(
                        pruning.index(),
                        entry.getKey(),
                        entry.getKey() + entry.getValue().size()));
        switch (pruning.kind()) {
            case LTRIM -> begin = Math.max(begin, pruning.position());
            case RTRIM -> durableEnd = Math.min(durableEnd, pruning.position());
            case DROP -> durableEnd = 0;
        }
    }

    void durableTo(long end) {
        durableEnd = Math.max(durableEnd, end);
    }

    /** Takes out what lies behind an end, and hands each item that should be durable to the caller. */
    long rollBack(long end, Predicate<Map.Entry<Long, LoggedItem>> durable, Consumer<Long> lost) {
        long rolledBack = 0;
        var entries = items.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Long, LoggedItem> entry = entries.next();
            long itemEnd = entry.getKey() + entry.getValue().size();
            if (itemEnd > end) {
                if (itemEnd <= durableEnd || durable.test(entry)) {
                    lost.accept(entry.getKey());
                } else {
                    rolledBack++;
                }
                entries.remove();
            }
        }
        durableEnd = end;
        return rolledBack;
    }
}
