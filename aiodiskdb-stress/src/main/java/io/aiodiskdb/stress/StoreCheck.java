package io.aiodiskdb.stress;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.VerificationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a running store with its log of acknowledgements.
 *
 * <p>Each item that is there must be one that the load makes, byte for byte; be where the log says, if the log knows the
 * place; come in the order in which its writer added it; and be one of a whole transaction, if it is one of any. Each item
 * that the log demands must be there. And the store's own verification must find nothing.
 */
final class StoreCheck {

    private final AioDiskDb db;
    private final Findings findings = new Findings();
    private final Set<Integer> damaged;
    private final Ledger ledger;
    private final Map<Integer, StressItem> lastOfWriter = new HashMap<>();
    private final Set<Integer> reported = new HashSet<>();
    private long items;
    private long unlogged;
    private long bytes;
    private long unreadable;
    private int lastSession;
    private @Nullable StressItem previous;
    private int previousIndex;
    private long previousEnd;

    /**
     * Prepares a check.
     *
     * @param db a running store
     * @param damaged indices whose files somebody has damaged on purpose. Their items may be unreadable, if the store
     *     says so; they may not be silently gone, nor wrong
     */
    StoreCheck(AioDiskDb db, Set<Integer> damaged) {
        this.db = db;
        this.damaged = Set.copyOf(damaged);
        this.ledger = new Ledger(findings, this.damaged::contains);
    }

    /** Reads the log and the store, and tells what is wrong. */
    CheckResult check(Path log) throws IOException {
        LogReader.read(log, ledger::take);
        List<IndexStats> indices = db.indices().join();
        ledger.reopen(indices, Integer.MAX_VALUE);
        for (IndexStats index : indices) {
            if (damaged.contains(index.index())) {
                previous = null;
            } else {
                walk(index);
            }
        }
        brokenOff(-1, 0);
        VerificationReport report = db.verify().join();
        judge(report);
        damaged.forEach(this::probe);
        ledger.indices().forEach((index, rest) -> {
            if (!damaged.contains(index)) {
                rest.items().forEach((position, item) -> lost(index, position, item));
            }
        });
        return new CheckResult(ledger.figures(), indices.size(), items, unlogged, bytes, unreadable, findings);
    }

    private void walk(IndexStats stats) {
        if (stats.damage() != null) {
            findings.add("index " + stats.index() + " is damaged: " + stats.damage());
            return;
        }
        IndexLedger expected = ledger.index(stats.index());
        long position = stats.begin();
        ItemLocation from = new ItemLocation(stats.index(), stats.begin(), 0);
        try (Stream<StoredItem> walk =
                db.items(from).takeWhile(item -> item.location().index() == stats.index())) {
            for (StoredItem stored : (Iterable<StoredItem>) walk::iterator) {
                ItemLocation location = stored.location();
                if (location.position() != position) {
                    findings.add("hole from " + stats.index() + ":" + position + " to " + location);
                }
                position = location.end();
                one(location, expected.items().remove(location.position()));
            }
        } catch (CorruptDataException e) {
            findings.add("cannot walk index " + stats.index() + ": " + e.getMessage());
        }
        if (position != stats.end()) {
            findings.add("items of index " + stats.index() + " end at " + position + ", the index at " + stats.end());
        }
    }

    private void one(ItemLocation location, @Nullable LoggedItem logged) {
        items++;
        byte[] read;
        try {
            read = db.blocking().read(location).orElse(new byte[0]);
        } catch (AioDiskDbException e) {
            findings.add("cannot read " + location + ": " + e.getMessage());
            previous = null;
            return;
        }
        bytes += read.length;
        StressItem item = StressItem.decode(read);
        if (item == null) {
            findings.add("WRONG BYTES at " + location + ": " + read.length + " bytes that no writer has made");
            previous = null;
            return;
        }
        if (logged == null) {
            unlogged++;
        } else if (!logged.expected().equals(item)) {
            findings.add("WRONG ITEM at " + location + ": " + item + " in place of " + logged.expected());
        }
        if (ledger.promisedNotStored(item)) {
            findings.add("there although its operation has failed: " + item + " at " + location);
        }
        order(item, location);
        whole(item, location);
    }

    private void order(StressItem item, ItemLocation location) {
        StressItem last = lastOfWriter.put(item.writer(), item);
        if (item.session() < lastSession) {
            findings.add("of session " + item.session() + ", behind one of session " + lastSession + ": " + location);
        } else if (last != null
                && last.session() == item.session()
                && (last.sequence() > item.sequence()
                        || (last.sequence() == item.sequence() && last.ordinal() >= item.ordinal()))) {
            findings.add("out of order or twice: " + item + " at " + location + ", behind " + last);
        }
        lastSession = Math.max(lastSession, item.session());
    }

    /** Items of a transaction lie side by side, from the first to the last, or up to where it was cut on purpose. */
    private void whole(StressItem item, ItemLocation location) {
        StressItem before = previous;
        if (before == null || !before.isFollowedBy(item)) {
            brokenOff(location.index(), location.position());
            if (!item.isFirst()
                    && !ledger.mayBreakOff(location.index(), location.position())
                    && !(location.position() == 0 && precedingIsCut(location.index()))) {
                findings.add("HALF A TRANSACTION: " + item + " at " + location + " without what comes before it");
            }
        }
        previous = item;
        previousIndex = location.index();
        previousEnd = location.end();
    }

    private boolean precedingIsCut(int index) {
        IndexLedger before = ledger.indices().get(index - 1);
        return ledger.mayBreakOff(index - 1, 0) || (before != null && before.isCut());
    }

    /** Looks whether the transaction of the item before is complete. */
    private void brokenOff(int nextIndex, long nextPosition) {
        StressItem before = previous;
        if (before == null || before.isLast()) {
            return;
        }
        IndexLedger next = ledger.indices().get(previousIndex + 1);
        boolean onPurpose = ledger.mayBreakOff(previousIndex, previousEnd)
                || ledger.mayBreakOff(previousIndex + 1, 0)
                || (next != null && next.isCut());
        if (!onPurpose) {
            findings.add("HALF A TRANSACTION: " + before + " ending at " + previousIndex + ":" + previousEnd
                    + (nextIndex < 0 ? " is the last item" : " is followed by " + nextIndex + ":" + nextPosition));
        }
    }

    private void judge(VerificationReport report) {
        for (Damage damage : report.damages()) {
            reported.add(damage.index());
            if (!damaged.contains(damage.index())) {
                findings.add("verify: " + damage);
            }
        }
        for (int index : damaged) {
            if (!reported.contains(index)) {
                findings.add("verify does not report index " + index + ", which was damaged on purpose");
            }
        }
    }

    /** What was damaged on purpose is reported or whole, and never empty or wrong. */
    private void probe(int index) {
        ledger.index(index).items().forEach((position, item) -> {
            ItemLocation location = new ItemLocation(index, position, item.size());
            try {
                Optional<byte[]> read = db.blocking().read(location);
                if (read.isEmpty()) {
                    findings.add("silently gone from a damaged index: " + location);
                } else if (!item.expected().equals(StressItem.decode(read.get()))) {
                    findings.add("WRONG BYTES from a damaged index: " + location);
                }
            } catch (CorruptDataException e) {
                unreadable++;
            } catch (AioDiskDbException e) {
                findings.add("unclear answer from a damaged index: " + location + ": " + e);
            }
        });
    }

    private void lost(int index, long position, LoggedItem item) {
        ledger.figures().lost++;
        findings.add("LOST: " + item.expected() + ", acknowledged at " + index + ":" + position + ", is not there");
    }
}
