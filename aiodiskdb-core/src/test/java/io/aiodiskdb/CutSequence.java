package io.aiodiskdb;

import io.aiodiskdb.internal.io.PowerCut;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of operations whose last one is cut at every step of the disk, and each recovery from that once more, with
 * each {@linkplain PowerCut kind of power cut} and with the mere end of the process. What is found in the end must be what
 * was promised, and must be fit for use.
 *
 * <p>The operations before the last are not cut: shorter sequences do that. Disks with the same content are opened once.
 */
final class CutSequence {

    /** So small that records and items tear. */
    private static final int SECTOR = 64;

    /** How often chance decides what survives. */
    private static final int CHANCES = 3;

    private final boolean ahead;
    private final List<SequenceStep> before;
    private final @Nullable SequenceStep last;
    private final Set<ByteBuffer> recovered = new HashSet<>();
    private final Set<ByteBuffer> checked = new HashSet<>();
    private List<StoreContents> allowed = List.of();
    private String first = "";
    private String second = "";
    private long openings;

    /**
     * Makes one.
     *
     * @param steps the operations; none, if the very first start is to be cut
     * @param ahead whether there is a write-ahead file from the begin on
     */
    CutSequence(List<SequenceStep> steps, boolean ahead) {
        this.ahead = ahead;
        this.before = steps.isEmpty() ? steps : steps.subList(0, steps.size() - 1);
        this.last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
    }

    /** Something that is not as it was promised. */
    private static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    /** {@return how often a disk was opened after a cut} */
    long openings() {
        return openings;
    }

    /** {@return whether all operations are possible, each after those before it} */
    boolean isPossible() {
        SequenceStore store = new SequenceStore(newDisk(1));
        store.start();
        for (SequenceStep each : before) {
            if (!each.isPossible(store.settled())) {
                return false;
            }
            each.run(store);
        }
        boolean possible = last == null || last.isPossible(store.settled());
        store.close();
        return possible;
    }

    private SimulatedStorage newDisk(long seed) {
        SimulatedStorage disk = new SimulatedStorage(seed, SECTOR);
        if (ahead) {
            InlineStore.placeAhead(disk);
        }
        return disk;
    }

    /** {@return what went wrong, and where; null if nothing did} */
    @Nullable
    String run() {
        try {
            boolean cut = true;
            for (int step = 1; cut; step++) {
                cut = cutAt(step);
            }
            return null;
        } catch (RuntimeException | Error e) {
            String where = e instanceof Mismatch ? "" : " at " + List.of(e.getStackTrace());
            return before + " and " + last + (ahead ? ", written ahead" : "") + ", cut at " + first + ", then at "
                    + second + ": " + e + where;
        } finally {
            recovered.clear();
            checked.clear();
        }
    }

    /** {@return whether there is such a step} */
    private boolean cutAt(int step) {
        recovered.clear();
        checked.clear();
        first = "step " + step;
        SequenceStore store = new SequenceStore(newDisk(step));
        if (last == null) {
            store.cutPowerAtStep(step);
            store.start();
        } else {
            store.start();
            before.forEach(each -> each.run(store));
            store.cutPowerAtStep(step);
            last.run(store);
        }
        allowed = store.allowed();
        for (SimulatedStorage found : afterEachCut(store.disk(), step)) {
            first = "step " + step + ", leaving " + found.names();
            if (recovered.add(content(found))) {
                cutRecovery(found);
            }
        }
        first = "step " + step + ", the process alone";
        if (!store.disk().isPowerOff()) {
            cutRecovery(store.disk().afterRestart(step));
        }
        boolean cut = store.disk().isPowerOff();
        store.close();
        return cut;
    }

    private void cutRecovery(SimulatedStorage disk) {
        boolean cut = true;
        for (int step = 1; cut; step++) {
            SimulatedStorage used = disk.afterRestart(step);
            used.cutPowerAtStep(step);
            second = "step " + step;
            InlineStore store = open(used);
            cut = used.isPowerOff();
            if (!cut) {
                second = "nowhere";
                requireAllowed(store, used);
            }
            for (SimulatedStorage found : afterEachCut(used, step)) {
                second = "step " + step + ", leaving " + found.names();
                if (checked.add(content(found))) {
                    check(found);
                }
            }
            store.close();
        }
    }

    private static List<SimulatedStorage> afterEachCut(SimulatedStorage disk, long seed) {
        List<SimulatedStorage> found = new ArrayList<>();
        for (PowerCut kind : PowerCut.values()) {
            for (int chance = 0; chance < (kind == PowerCut.CHANCE_DECIDES ? CHANCES : 1); chance++) {
                found.add(disk.afterPowerCut(kind, CHANCES * seed + chance));
            }
        }
        return found;
    }

    private InlineStore open(SimulatedStorage disk) {
        openings++;
        InlineStore store = new InlineStore(disk);
        boolean opened = store.succeeds(store.db().start());
        if (!disk.isPowerOff() && (!opened || store.db().state() != DbState.RUNNING)) {
            throw new Mismatch(opened ? "damaged: " + store.db().verify().join() : "does not open");
        }
        return store;
    }

    /** Opens it, and uses it. */
    private void check(SimulatedStorage disk) {
        InlineStore store = open(disk);
        StoreContents found = requireAllowed(store, disk).copy();
        byte[] data = {1, 2, 3};
        found.add(data);
        if (!store.succeeds(store.db().addDurably(data))) {
            throw new Mismatch("takes nothing any more");
        }
        SimulatedStorage after = disk.afterPowerCut(PowerCut.NOTHING_SURVIVES, 1);
        store.close();
        InlineStore again = open(after);
        String difference = new ContentsCheck(again.db(), after).difference(found);
        if (difference != null) {
            throw new Mismatch("after one more item: " + difference);
        }
        again.close();
    }

    private StoreContents requireAllowed(InlineStore store, SimulatedStorage disk) {
        List<String> differences = new ArrayList<>();
        // The one with most in it first: of those with less, some cannot be told from it by reading.
        for (int number = allowed.size() - 1; number >= 0; number--) {
            String difference = new ContentsCheck(store.db(), disk).difference(allowed.get(number));
            if (difference == null) {
                if (!store.db().verify().join().isIntact()) {
                    throw new Mismatch("not intact: " + store.db().verify().join());
                }
                return allowed.get(number);
            }
            differences.add(difference);
        }
        throw new Mismatch("none of " + allowed.size() + " allowed states: " + differences);
    }

    /** What is on a disk of which nothing is unsettled. */
    private static ByteBuffer content(SimulatedStorage disk) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String name : disk.names()) {
            byte[] bytes = ContentsCheck.contents(disk, name);
            all.writeBytes((name + ' ' + bytes.length + ' ').getBytes(java.nio.charset.StandardCharsets.UTF_8));
            all.writeBytes(bytes);
        }
        return ByteBuffer.wrap(all.toByteArray());
    }
}
