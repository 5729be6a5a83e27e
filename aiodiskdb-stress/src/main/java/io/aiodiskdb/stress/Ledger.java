package io.aiodiskdb.stress;

import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.stress.LogLine.Added;
import io.aiodiskdb.stress.LogLine.Closed;
import io.aiodiskdb.stress.LogLine.Committed;
import io.aiodiskdb.stress.LogLine.FlushAsked;
import io.aiodiskdb.stress.LogLine.Flushed;
import io.aiodiskdb.stress.LogLine.Found;
import io.aiodiskdb.stress.LogLine.Intended;
import io.aiodiskdb.stress.LogLine.NotPruned;
import io.aiodiskdb.stress.LogLine.NotStored;
import io.aiodiskdb.stress.LogLine.Opened;
import io.aiodiskdb.stress.LogLine.Pruned;
import io.aiodiskdb.stress.LogLine.SessionBegun;
import io.aiodiskdb.stress.LogLine.Violation;
import io.aiodiskdb.stress.LogLine.WrittenTo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a store has to hold, according to its log of acknowledgements.
 *
 * <p>At each opening of the store the log says where its indices begin and end. The recovered end is the point up to which
 * the order of commits has survived. So with that, each item that was ever acknowledged is one of four: it was pruned; it
 * lies behind the end and nobody was told that it is durable, so it is gone; it lies behind the end and is durable, which
 * is a loss; or it lies before the end, durable or not, and has to be there.
 *
 * <p>Memory: some 150 bytes for each item that was acknowledged and is not known to be gone.
 */
final class Ledger {

    private final Findings findings;
    private final IntPredicate excused;
    private final NavigableMap<Integer, IndexLedger> indices = new TreeMap<>();
    /** Sessions in which indices were dropped. */
    private final Map<Integer, Integer> dropped = new HashMap<>();

    private final Set<Integer> intendedDrops = new HashSet<>();
    private final Map<Long, Pruning> pending = new HashMap<>();
    private final Map<Long, Long> flushes = new HashMap<>();
    private final Set<List<Long>> notStored = new HashSet<>();
    private final List<IndexStats> found = new ArrayList<>();
    private final LedgerFigures figures = new LedgerFigures();
    private long order;
    private long flushedOrder;
    private boolean closed;

    /**
     * Begins with nothing.
     *
     * @param findings takes what is wrong
     * @param excused which indices somebody has damaged on purpose: what the store says of their ends is not judged
     */
    Ledger(Findings findings, IntPredicate excused) {
        this.findings = findings;
        this.excused = excused;
    }

    LedgerFigures figures() {
        return figures;
    }

    NavigableMap<Integer, IndexLedger> indices() {
        return indices;
    }

    IndexLedger index(int index) {
        return indices.computeIfAbsent(index, number -> new IndexLedger());
    }

    boolean wasDropped(int index) {
        return dropped.containsKey(index);
    }

    /** {@return whether a pruning could have cut a transaction in two there} */
    boolean mayBreakOff(int index, long position) {
        if (intendedDrops.contains(index) || excused.test(index)) {
            return true;
        }
        IndexLedger ledger = indices.get(index);
        return ledger != null && ledger.isCutAt(position);
    }

    /** {@return whether an operation has failed with the promise that nothing of it is stored} */
    boolean promisedNotStored(StressItem item) {
        return notStored.contains(List.of((long) item.session(), (long) item.writer(), item.sequence()));
    }

    void take(LogLine line) {
        if (line instanceof Added added) {
            add(added, 0, 1, added.location(), added.durable());
            figures.count(added);
        } else if (line instanceof Committed committed) {
            commit(committed);
        } else if (line instanceof FlushAsked asked) {
            flushes.put(asked.id(), order);
        } else if (line instanceof Flushed flushed) {
            Long covered = flushes.remove(flushed.id());
            flushedOrder = Math.max(flushedOrder, covered == null ? 0 : covered);
        } else if (line instanceof WrittenTo written) {
            if (!wasDropped(written.index())) {
                index(written.index()).durableTo(written.end());
            }
        } else if (line instanceof NotStored not) {
            notStored.add(List.of((long) not.session(), (long) not.writer(), not.sequence()));
            figures.failed++;
        } else if (line instanceof Intended intended) {
            intend(intended);
        } else if (line instanceof Pruned pruned) {
            Pruning pruning = pending.remove(pruned.id());
            if (pruning != null) {
                apply(pruning, pruned.session());
            }
        } else if (line instanceof NotPruned not) {
            pending.remove(not.id());
        } else {
            takeTurningPoint(line);
        }
    }

    private void takeTurningPoint(LogLine line) {
        if (line instanceof SessionBegun) {
            figures.sessions++;
            found.clear();
            flushes.clear();
        } else if (line instanceof Found index) {
            found.add(new IndexStats(index.index(), index.begin(), index.end(), index.end(), 0, null));
        } else if (line instanceof Opened opened) {
            reopen(found, opened.session());
        } else if (line instanceof Closed) {
            closed = true;
            figures.closed++;
        } else if (line instanceof Violation violation) {
            findings.add("session " + violation.session() + " saw: " + violation.text());
        }
    }

    private void commit(Committed committed) {
        int ordinal = 0;
        for (ItemLocation location : committed.locations()) {
            Added item = new Added(committed.session(), committed.writer(), committed.sequence(), location, true);
            add(item, ordinal++, committed.locations().size(), location, true);
        }
        figures.count(committed);
    }

    private void add(Added line, int ordinal, int total, ItemLocation location, boolean durable) {
        Integer droppedIn = dropped.get(location.index());
        if (droppedIn != null) {
            // In the same session the index can have been dropped between the add and its line.
            if (line.session() > droppedIn) {
                findings.add("index " + location.index() + " was dropped in session " + droppedIn
                        + " and is used again in session " + line.session() + ", at " + location);
            }
            return;
        }
        LoggedItem item = new LoggedItem(
                line.session(),
                line.writer(),
                line.sequence(),
                ordinal,
                total,
                (int) location.size(),
                ++order,
                durable);
        if (!index(location.index()).add(location.position(), item)) {
            findings.add("session " + line.session() + " was given " + location + ", where another item lies");
        }
    }

    private void intend(Intended intended) {
        Pruning pruning = intended.pruning();
        pending.put(intended.id(), pruning);
        if (pruning.kind() == Pruning.Kind.DROP) {
            intendedDrops.add(pruning.index());
        } else if (!wasDropped(pruning.index())) {
            index(pruning.index()).intend(pruning);
        }
    }

    private void apply(Pruning pruning, int session) {
        figures.prunings++;
        if (pruning.kind() == Pruning.Kind.DROP) {
            indices.remove(pruning.index());
            dropped.put(pruning.index(), session);
        } else if (!wasDropped(pruning.index())) {
            index(pruning.index()).apply(pruning);
        }
    }

    /**
     * Compares with what an opening has found, and forgets what it has rolled back.
     *
     * @param stats all indices that there are, in ascending order
     * @param session number of the opening
     */
    void reopen(List<IndexStats> stats, int session) {
        Map<Integer, IndexStats> byIndex = new HashMap<>();
        stats.forEach(each -> byIndex.put(each.index(), each));
        pending.values().forEach(pruning -> {
            if (pruning.isDone(byIndex.get(pruning.index()))) {
                apply(pruning, session - 1);
            }
        });
        pending.clear();
        for (int index : dropped.keySet()) {
            if (byIndex.containsKey(index)) {
                findings.add("index " + index + " was dropped and is there again in session " + session);
            }
        }
        int newest = stats.isEmpty() ? -1 : stats.get(stats.size() - 1).index();
        long flushed = closed ? Long.MAX_VALUE : flushedOrder;
        Iterator<Map.Entry<Integer, IndexLedger>> each = indices.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Integer, IndexLedger> entry = each.next();
            int index = entry.getKey();
            if (excused.test(index)) {
                continue;
            }
            IndexStats there = byIndex.get(index);
            boolean tail = index >= newest;
            figures.rolledBack += entry.getValue()
                    .rollBack(
                            there == null ? 0 : there.end(),
                            item -> !tail
                                    || item.getValue().durable()
                                    || item.getValue().order() <= flushed,
                            position -> lost(index, position, there, session));
            if (there == null) {
                each.remove();
            }
        }
        flushedOrder = order;
        closed = false;
        pruneFigures();
    }

    private void pruneFigures() {
        figures.live = indices.values().stream()
                .mapToLong(index -> index.items().size())
                .sum();
    }

    private void lost(int index, long position, @Nullable IndexStats there, int session) {
        figures.lost++;
        findings.add("LOST: the item at " + index + ":" + position + " was to survive, but session " + session
                + " found index " + index + (there == null ? " gone" : " ending at " + there.end()));
    }
}
