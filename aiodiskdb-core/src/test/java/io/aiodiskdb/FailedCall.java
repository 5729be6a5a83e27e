package io.aiodiskdb;

import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.PowerCut;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An operation of which one call of the disk does not do what it should: how the operation ends, in which state the
 * database is, what works afterwards, and what a reopened store holds.
 */
final class FailedCall {

    private static final int SECTOR = 64;
    private static final int ITEM = 60;

    /** Of what should not have been thrown. */
    private static final int FRAMES = 12;

    private static final byte[] BUFFERED = TestSeed.bytes(7, 20);
    private static final byte[] SMALL_PROBE = TestSeed.bytes(8, 10);

    /** Does not fit the newest data file, which is left as a start leaves it. */
    private static final byte[] LARGE_PROBE = TestSeed.bytes(9, 130);

    private final FailingOperation operation;
    private final CallFault fault;
    private final long number;
    private final long seed;
    private final AtomicLong seen = new AtomicLong();
    private boolean failedAForce;

    /** Whether it was a pruning that has failed, and is rolled back as soon as the disk takes that. */
    private boolean refused;

    private SimulatedStorage disk;
    private InlineStore store;

    /** What may be found after a crash now. */
    private List<StoreContents> allowed = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param number which call of the operation, from 1
     * @param seed what a failed force leaves, and a power cut
     * @param ahead whether there is a write-ahead file from the begin on
     */
    FailedCall(FailingOperation operation, CallFault fault, long number, long seed, boolean ahead) {
        this.operation = operation;
        this.fault = fault;
        this.number = number;
        this.seed = seed;
        this.disk = new SimulatedStorage(seed, SECTOR);
        if (ahead) {
            InlineStore.placeAhead(disk);
        }
        this.store = new InlineStore(disk);
    }

    /** Something that is not as it was promised. */
    private static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    /** {@return whether the operation made that many calls} */
    boolean wasReached() {
        return seen.get() >= number;
    }

    /** {@return whether a force has failed, of which each seed leaves something else} */
    boolean failedAForce() {
        return failedAForce;
    }

    /** {@return what went wrong; null if nothing did} */
    @Nullable
    String run() {
        try {
            prepare();
            disk.faults(fault.at(number, seen));
            Throwable failure = store.failureOf(operation.act(store.db()));
            failedAForce = disk.failedForces() > 0;
            requireDeclared(failure);
            requireState(failure);
            takeOutcome(failure);
            boolean ended = store.db().state() == DbState.STOPPED;
            if (!ended) {
                readWhatIsSettled();
            }
            heal();
            goOn();
            store.close();
            require(disk.openFiles().isEmpty(), "left open: " + disk.openFiles());
            reopen();
            return null;
        } catch (RuntimeException | Error e) {
            String where = e instanceof Mismatch
                    ? ""
                    : " at " + Arrays.stream(e.getStackTrace()).limit(FRAMES).toList();
            return operation + ", " + fault + " at call " + number + ", seed " + seed + ": " + e + where;
        }
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new Mismatch(otherwise);
        }
    }

    // ---- before

    private void prepare() {
        StoreContents contents = new StoreContents(InlineStore.MAX_FILE);
        if (operation != FailingOperation.START_OF_A_NEW_STORE) {
            mustSucceed(store.db().start());
            for (int item = 1; item <= 3; item++) {
                byte[] data = TestSeed.bytes(item, ITEM);
                contents.add(data);
                mustSucceed(store.db().addDurably(data));
            }
        }
        allowed.add(contents);
        switch (operation) {
            case START_OF_A_NEW_STORE -> {}
            case START_AFTER_A_STOP -> mustSucceed(store.db().stop());
            case START_AFTER_A_CRASH -> restart(disk.afterRestart(seed));
            case START_AFTER_ANOTHER_PROGRAM_HAS_APPENDED -> {
                mustSucceed(store.db().stop());
                new ForeignProgram(new Random(seed)).append(disk);
                contents.extend(1, ContentsCheck.dataBytes(disk, 1));
            }
            case START_AFTER_ANOTHER_PROGRAM_HAS_BEGUN_A_FILE -> {
                mustSucceed(store.db().stop());
                new ForeignProgram(new Random(seed)).beginFile(disk);
                contents.extend(2, ContentsCheck.dataBytes(disk, 2));
            }
            case START_AFTER_A_TORN_GROUP -> {
                mustSucceed(store.db().stop()); // so that the record before the group is none of a group
                mustSucceed(store.db().start());
                disk.cutPowerAtStep(disk.steps() + 3);
                require(!store.succeeds(store.db().addDurably(BUFFERED)), "the power is not off");
                restart(disk.afterPowerCut(PowerCut.LENGTHS_SURVIVE, seed));
            }
            default -> {
                mustSucceed(store.db().add(BUFFERED));
                StoreContents more = contents.copy();
                more.add(BUFFERED);
                allowed.add(more);
            }
        }
    }

    private void mustSucceed(CompletableFuture<?> future) {
        Throwable failure = store.failureOf(future);
        require(failure == null, "fails although nothing is wrong with the disk: " + failure);
    }

    private void restart(SimulatedStorage next) {
        InlineStore dead = store;
        disk = next;
        store = new InlineStore(next);
        dead.close();
    }

    // ---- how it ended

    private void requireDeclared(@Nullable Throwable failure) {
        require(failure == null || fault != CallFault.SHORT_TRANSFER, "a short transfer is a failure: " + failure);
        require(failure == null || operation.kind().declares(failure), "not one of its errors: " + failure);
    }

    private void requireState(@Nullable Throwable failure) {
        DbState state = store.db().state();
        boolean forceFailed = disk.failedForces() > 0;
        switch (operation.kind()) {
            case START -> require(state == (failure == null ? DbState.RUNNING : DbState.STOPPED), "state " + state);
            case STOP -> {
                boolean stops = failure == null || forceFailed;
                boolean goesOn = state == DbState.DEGRADED || state == DbState.RUNNING;
                require(stops ? state == DbState.STOPPED : goesOn, "state " + state);
            }
            case READING -> require(state == DbState.RUNNING, "state " + state);
            default -> {
                require(forceFailed == (state == DbState.FAILED), "state " + state + ", forces failed: " + forceFailed);
                boolean told = failure instanceof StorageFailedException
                        || operation == FailingOperation.ADD_THAT_FILLS_A_BUFFER; // RAM is all that it asks for
                require(!forceFailed || told, "a force failed, but: " + failure);
            }
        }
    }

    private void takeOutcome(@Nullable Throwable failure) {
        StoreContents before = allowed.get(allowed.size() - 1);
        StoreContents after = operation.after(before);
        boolean isOver = store.db().state() == DbState.FAILED;
        switch (operation.kind()) {
            case START, READING -> {}
            case STOP -> {
                if (failure == null) {
                    allowed = List.of(before);
                }
            }
            case ADD, COMMIT -> {
                if (failure == null) {
                    boolean durable = operation != FailingOperation.ADD_THAT_FILLS_A_BUFFER;
                    allowed = durable ? List.of(after) : withEachAdded(after);
                } else if (operation.kind() == FailingOperation.Kind.ADD || isOver) {
                    allowed = withEachAdded(after);
                }
            }
            case PRUNING -> {
                StoreContents pruned = operation.after(allowed.get(0));
                refused = failure != null && !operation.isSwitchedByARename();
                allowed = failure == null ? List.of(pruned, after) : List.of(allowed.get(0), before, pruned, after);
            }
        }
    }

    /** All that may be there of adds that are not durable yet: the item that was buffered, then those of the operation. */
    private List<StoreContents> withEachAdded(StoreContents after) {
        List<StoreContents> states = new ArrayList<>(allowed);
        StoreContents last = allowed.get(allowed.size() - 1);
        for (int items = last.items().size() + 1; items <= after.items().size(); items++) {
            StoreContents next = states.get(states.size() - 1).copy();
            ItemLocation location = after.items().get(items - 1);
            next.add(
                    Arrays.copyOfRange(after.bytes(location.index()), (int) location.position(), (int) location.end()));
            states.add(next);
        }
        return states;
    }

    // ---- what works afterwards

    /** Reads go on in whatever state it is, and give the bytes or nothing, but no others. */
    private void readWhatIsSettled() {
        disk.faults(FaultInjector.none());
        for (int item = 0; item < 2 && operation != FailingOperation.START_OF_A_NEW_STORE; item++) {
            Optional<byte[]> found = store.db()
                    .read(new ItemLocation(0, (long) item * ITEM, ITEM))
                    .join();
            boolean mayBeGone = operation.kind() == FailingOperation.Kind.PRUNING;
            require(found.isPresent() || mayBeGone, "cannot be read any more");
            require(found.isEmpty() || Arrays.equals(found.get(), TestSeed.bytes(item + 1, ITEM)), "other bytes");
        }
    }

    private void heal() {
        disk.faults(FaultInjector.none());
        store.waitWhile(DbState.DEGRADED);
    }

    private void goOn() {
        switch (store.db().state()) {
            case RUNNING -> {
                if (refused) {
                    allowed = allowed.subList(0, 2); // what is told as failed does not happen later
                }
                probe();
            }
            case FAILED -> {
                Throwable failure = store.failureOf(store.db().addDurably(SMALL_PROBE));
                require(failure instanceof StorageFailedException, "after a failed force: " + failure);
            }
            case STOPPED -> {
                mustSucceed(store.db().start());
                probe();
            }
            default -> throw new Mismatch("state " + store.db().state() + " although the disk is healed");
        }
    }

    /** One more durable item: all that was buffered is durable then. */
    private void probe() {
        require(store.db().state() == DbState.RUNNING, "state " + store.db().state());
        boolean stopped = operation.kind() == FailingOperation.Kind.STOP;
        boolean started = operation.kind() == FailingOperation.Kind.START;
        byte[] item = started ? LARGE_PROBE : SMALL_PROBE;
        mustSucceed(store.db().addDurably(item));
        mustSucceed(store.db().flush()); // from where it was written ahead, for the files are looked at
        List<StoreContents> candidates = stopped || started ? allowed : withoutUnflushed();
        List<StoreContents> next = new ArrayList<>();
        for (StoreContents each : candidates) {
            StoreContents more = each.copy();
            more.add(item);
            next.add(more);
        }
        allowed = next;
        requireAllowed(store, disk);
    }

    /** What is buffered is durable now, so the states without it are none any more. */
    private List<StoreContents> withoutUnflushed() {
        int most =
                allowed.stream().mapToInt(StoreContents::itemsEverAdded).max().orElse(0);
        return allowed.stream().filter(each -> each.itemsEverAdded() == most).toList();
    }

    // ---- and in the end

    private void reopen() {
        judge(disk.afterRestart(seed), true);
        for (PowerCut kind : PowerCut.values()) {
            judge(disk.afterPowerCut(kind, seed), false);
        }
    }

    /** Opens it; what that took from the page cache must be on stable storage then. */
    private void judge(SimulatedStorage found, boolean cutAfterwards) {
        InlineStore reopened = new InlineStore(found);
        require(reopened.succeeds(reopened.db().start()), "does not open");
        require(reopened.db().state() == DbState.RUNNING, "damaged");
        requireAllowed(reopened, found);
        if (cutAfterwards) {
            judge(found.afterPowerCut(PowerCut.NOTHING_SURVIVES, seed), false);
        }
        reopened.close();
        require(found.openFiles().isEmpty(), "left open: " + found.openFiles());
    }

    private void requireAllowed(InlineStore open, SimulatedStorage itsDisk) {
        List<String> differences = new ArrayList<>();
        for (StoreContents each : allowed) {
            String difference = new ContentsCheck(open.db(), itsDisk).difference(each);
            if (difference == null) {
                require(open.db().verify().join().isIntact(), "not intact");
                return;
            }
            differences.add(difference);
        }
        throw new Mismatch("none of " + allowed.size() + " allowed states: " + differences);
    }
}
