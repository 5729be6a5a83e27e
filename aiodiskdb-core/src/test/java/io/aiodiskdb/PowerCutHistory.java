package io.aiodiskdb;

import io.aiodiskdb.PowerCutExpectation.Added;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.engine.InlinePlatform;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.VerificationReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A random history of operations on a simulated disk whose power is cut, also in recoveries, which runs full, whose forces
 * fail and any of whose calls may; and the judgement whether the reopened store is what was promised.
 */
final class PowerCutHistory {

    /** Power cuts in recoveries, one after the other, before one is let through. */
    static final int MOST_CUTS_IN_A_ROW = 4;

    private static final int MAX_FILE = 600;
    private static final int MAX_BUFFER = 300;
    private static final int OPENINGS = 8;
    private static final int AHEAD_BYTES = 8192;
    private static final long SECOND = 1_000_000_000L;

    private final Random random;
    private final long seed;
    private final boolean calm;

    /** How many of a hundred operations add an item durably. */
    private final int durably;

    private final LongConsumer recoveriesCut;
    private final List<String> trace = new ArrayList<>();
    private final PowerCutExpectation expected = new PowerCutExpectation(new StoreContents(MAX_FILE));
    private SimulatedStorage disk;
    private InlinePlatform platform;
    private @Nullable AioDiskDb db;
    private @Nullable Misfortune misfortune;

    /** How many items listeners were told of as written, of all that were ever added to what may be found. */
    private long announced;

    /** Whether the last record may be that of a pruning, which a recovery does again: it keeps no copies then. */
    private boolean lastIsPruning;

    /** Where the index ended that was cut off last; −1 if none was. */
    private int endBeforeRtrim = -1;

    /** Whether the store has been stopped, and nothing has been written to it since. */
    private boolean clean;

    /** Whether another program has appended since. */
    private boolean extended;

    /** Whether that program has begun a data file, of which a power cut may leave anything. */
    private boolean fragile;

    /** Whether nothing can be said of the store any more. */
    private boolean over;

    /**
     * Makes a history.
     *
     * @param seed decides all of it
     * @param recoveriesCut told, for each recovery that came through, how many before it were cut, one after the other
     */
    PowerCutHistory(long seed, LongConsumer recoveriesCut) {
        this.seed = seed;
        this.recoveriesCut = recoveriesCut;
        this.random = new Random(seed);
        this.calm = random.nextInt(10) < 3;
        this.disk = new SimulatedStorage(seed, random.nextInt(4) == 0 ? SimulatedStorage.DEFAULT_SECTOR_SIZE : 64);
        this.platform = new InlinePlatform(disk, seed);
        this.durably = random.nextInt(3) == 0 ? 40 : 15;
        if (random.nextInt(3) == 0) {
            disk.place(FileNames.AHEAD, new byte[AHEAD_BYTES]); // so that it is used from the first item on
        }
    }

    /** The store is not what was promised. */
    static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    private void note(String what) {
        trace.add(what);
    }

    /** {@return null, or what went wrong} */
    @Nullable
    String run() {
        try {
            for (int opening = 0; opening < OPENINGS && !over; opening++) {
                live();
            }
            return null;
        } catch (Mismatch e) {
            return "seed " + seed + ": " + e.getMessage() + tail();
        } catch (RuntimeException | Error e) {
            StringWriter stack = new StringWriter();
            e.printStackTrace(new PrintWriter(stack));
            return "seed " + seed + ": " + stack + tail();
        }
    }

    private String tail() {
        return "\n  " + String.join("\n  ", trace.subList(Math.max(0, trace.size() - 25), trace.size()));
    }

    // ---- openings and crashes

    private void live() {
        disk.failedForceRate(calm ? 0 : pick(0, 0, 0.01, 0.05))
                .outOfSpaceRate(0)
                .shortTransferRate(pick(0, 0, 0.2));
        if (!openThroughCuts()) {
            return;
        }
        judge();
        disk.cutPowerAtStep(disk.steps() + 5 + random.nextInt(200));
        disk.outOfSpaceRate(pick(0, 0, 0.02));
        if (!calm && random.nextInt(3) == 0) {
            strike(300);
        }
        int healing = random.nextInt(60);
        for (int operation = 0; isAlive(); operation++) {
            if (operation == healing) {
                heal();
                afterwards();
            } else if (!operate()) {
                return;
            }
            if (disk.failedForces() > 0 && isAlive()) {
                throw new Mismatch("a force has failed, but the state is " + db().state());
            }
        }
        crash();
    }

    private double pick(double... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** {@return whether the store is open; its power may have been cut while it was opened, several times in a row} */
    private boolean openThroughCuts() {
        int cuts = random.nextBoolean() ? 1 + random.nextInt(MOST_CUTS_IN_A_ROW) : 0;
        int within = random.nextBoolean() ? 8 : 40;
        for (int cut = 0; cut < cuts; cut++) {
            disk.cutPowerAtStep(disk.steps() + 1 + random.nextInt(within));
            if (open()) {
                recoveriesCut.accept(cut);
                return true;
            }
            if (over) {
                return false;
            }
        }
        if (!calm && random.nextInt(8) == 0) {
            strike(40);
        }
        if (open()) {
            recoveriesCut.accept(cuts);
            return true;
        }
        return false;
    }

    private boolean open() {
        RecoveryWitness witness = new RecoveryWitness(disk);
        AioDiskDb opened = new DefaultAioDiskDb(
                AioDiskDb.builder(Path.of("simulated"))
                        .maxFileSize(MAX_FILE)
                        .maxBufferSize(MAX_BUFFER)
                        .maxBufferItems(5)
                        .overwrite(true)
                        .maxOpenFiles(3)
                        .flushInterval(Duration.ofSeconds(10))
                        .recover(!clean || random.nextBoolean())
                        .config(),
                false,
                platform);
        db = opened;
        opened.addListener(this::hear);
        clean = false;
        try {
            opened.start().join();
        } catch (CompletionException e) {
            if (!disk.isPowerOff() && (calm || e.getCause() instanceof InvalidDatabaseStateException)) {
                throw new Mismatch("does not open: " + e.getCause());
            }
            crash();
            return false;
        }
        if (opened.state() != DbState.RUNNING) {
            throw new Mismatch("damaged: " + opened.verify().join());
        }
        String complaint = witness.complaint(lastIsPruning, endBeforeRtrim);
        if (complaint != null) {
            throw new Mismatch(complaint);
        }
        lastIsPruning = false;
        takeWhatWasAppended();
        return true;
    }

    private void hear(DbEvent event) {
        if (event instanceof Written written) {
            announced += written.items();
        }
    }

    private void takeWhatWasAppended() {
        if (!extended) {
            return;
        }
        StoreContents more = expected.settled().copy();
        for (int index = more.newest(); index <= ContentsCheck.newestDataFile(disk); index++) {
            more.extend(index, ContentsCheck.dataBytes(disk, index));
        }
        expected.is(more);
        extended = false;
        fragile = false;
    }

    private AioDiskDb db() {
        if (db == null) {
            throw new IllegalStateException("not open");
        }
        return db;
    }

    private boolean isAlive() {
        return !disk.isPowerOff() && db().state() != DbState.FAILED;
    }

    private void crash() {
        note("crash, state " + db().state() + ", power off " + disk.isPowerOff());
        int open = disk.openFiles().size();
        AioDiskDb dying = db();
        try {
            dying.close();
        } catch (AioDiskDbException e) {
            // what is lost is judged at the next opening
        }
        if (!disk.isPowerOff() && !disk.openFiles().isEmpty()) {
            throw new Mismatch("left open: " + disk.openFiles() + " of " + open);
        }
        boolean cut = disk.isPowerOff() || random.nextInt(10) < 4;
        over = cut && fragile;
        disk = cut ? disk.powerCut() : disk.restart();
        platform = new InlinePlatform(disk, random.nextLong());
        if (random.nextInt(20) == 0 && !fragile) {
            disk = disk.powerCut();
            platform = new InlinePlatform(disk, random.nextLong());
        }
        misfortune = null;
        db = null;
    }

    // ---- errors of single calls

    private void strike(int latestCall) {
        Misfortune next = new Misfortune(random, latestCall);
        note("strikes: " + next);
        misfortune = next;
        disk.faults(next);
    }

    private boolean isStruck() {
        return misfortune != null && misfortune.isActive();
    }

    /** What was wrong with the disk is over: a store that has not failed for good goes on by itself. */
    private void heal() {
        note("heals");
        disk.faults(FaultInjector.none()).outOfSpaceRate(0);
        if (misfortune != null) {
            misfortune.heal();
        }
        for (int patience = 0; db().state() == DbState.DEGRADED && patience < 3; patience++) {
            platform.advance(SECOND);
        }
        if (isAlive() && db().state() != DbState.RUNNING) {
            throw new Mismatch("does not go on by itself: " + db().state());
        }
    }

    // ---- judging

    private void judge() {
        if (isStruck()) {
            heal();
            if (!isAlive()) {
                return;
            }
        }
        disk.shortTransferRate(0);
        ContentsCheck check = new ContentsCheck(db(), disk);
        List<StoreContents> allowed = expected.allowed();
        List<String> problems = new ArrayList<>();
        // The one with most in it first: of those with less, some cannot be told from it by reading.
        for (int number = allowed.size() - 1; number >= 0; number--) {
            StoreContents candidate = allowed.get(number);
            String difference = candidate.itemsEverAdded() < announced
                    ? "fewer items than were announced"
                    : check.difference(candidate);
            if (difference == null) {
                expected.is(candidate);
                announced = candidate.itemsEverAdded();
                VerificationReport report = db().verify().join();
                if (!report.isIntact()) {
                    throw new Mismatch("verification: " + report);
                }
                return;
            }
            problems.add(difference);
        }
        throw new Mismatch("none of " + allowed.size() + " allowed states: " + problems);
    }

    // ---- operating

    /** {@return whether the store goes on} */
    private boolean operate() {
        int chance = random.nextInt(100);
        if (chance < 50 - durably) {
            add(false);
        } else if (chance < 50) {
            add(true);
        } else if (chance < 62) {
            transaction();
        } else if (chance < 70) {
            expected.mayBeAnyPrefix();
            await(db().flush());
            afterwards();
        } else if (chance < 90) {
            prune();
        } else if (chance < 95) {
            readSomething();
        } else if (chance < 97) {
            platform.advance(11 * SECOND);
            afterwards();
        } else {
            return !stop();
        }
        return true;
    }

    /** {@return the value; nothing if the operation failed} */
    private <T> Optional<T> await(CompletableFuture<T> future) {
        platform.advance(1);
        for (int patience = 0; !future.isDone() && patience < 100; patience++) {
            platform.advance(SECOND);
        }
        if (!future.isDone()) {
            throw new Mismatch("an operation hangs; state " + db().state());
        }
        try {
            return Optional.ofNullable(future.join());
        } catch (CompletionException e) {
            note("  failed: " + e.getCause().getMessage());
            if (!(e.getCause() instanceof AioDiskDbException)) {
                throw new IllegalStateException(e);
            }
            return Optional.empty();
        }
    }

    /** Finds out what of the adds is still in RAM only. */
    private void afterwards() {
        if (!isAlive()) {
            return;
        }
        int pending = (int) db().stats().itemsBuffered();
        note("  buffered " + pending + " of " + expected.buffered().size() + ", state " + db().state());
        lastIsPruning &= expected.onlyBuffered(pending) == 0;
        if (announced != expected.settled().itemsEverAdded()) {
            throw new Mismatch(announced + " items were announced, but "
                    + expected.settled().itemsEverAdded() + " are durable");
        }
        expected.buffered().forEach(this::requireReadable);
    }

    private void requireReadable(Added added) {
        if (!isStruck() && !isReadable(added)) {
            throw new Mismatch("cannot read " + added.location());
        }
    }

    private boolean isReadable(Added added) {
        return db().read(added.location())
                .join()
                .filter(d -> Arrays.equals(d, added.data()))
                .isPresent();
    }

    private byte[] data(int most) {
        byte[] data = new byte[1 + random.nextInt(most)];
        random.nextBytes(data);
        return data;
    }

    private void add(boolean durably) {
        byte[] data = data(random.nextInt(4) == 0 ? 200 : 40);
        Added item = new Added(expected.all().add(data), data);
        expected.mayAdd(item);
        note((durably ? "addDurably " : "add ") + item.location());
        CompletableFuture<ItemLocation> told = durably ? db().addDurably(data) : db().add(data);
        Optional<ItemLocation> location = await(told.thenApply(it -> {
            requireReadable(item); // at the moment when it is told
            return it;
        }));
        if (location.isPresent()) {
            if (!location.get().equals(item.location())) {
                throw new Mismatch("added at " + location.get() + " instead of " + item.location());
            }
            expected.added(item);
            if (durably) {
                expected.allIsSettled();
                lastIsPruning = false;
            }
        } else if (isAlive() && db().stats().itemsBuffered() > 0 && isReadable(item)) {
            expected.added(item); // but not durable in time
        }
        afterwards();
    }

    private void transaction() {
        StoreContents after = expected.all();
        Transaction transaction = db().transaction();
        List<ItemLocation> locations = new ArrayList<>();
        for (int items = 1 + random.nextInt(6); items > 0; items--) {
            byte[] data = data(random.nextInt(3) == 0 ? 400 : 60);
            transaction.add(data);
            locations.add(after.add(data));
        }
        expected.mayBecome(after);
        note("transaction " + locations);
        List<String> complaints = new ArrayList<>(); // thrown from in there, they would look like a failure of the disk
        if (!isStruck()) {
            AtomicBoolean writtenAhead = new AtomicBoolean();
            disk.faults(call -> {
                // Once it is in the write-ahead file, it is committed, and may be forced behind as well.
                boolean behind = writtenAhead.get()
                        && ContentsCheck.NAMES.dataIndex(call.name()).isPresent();
                if ((call.kind() == Kind.FORCE && !behind) || call.kind() == Kind.FORCE_DIRECTORY) {
                    complaints.addAll(visible(locations));
                    writtenAhead.compareAndSet(false, call.name().equals(FileNames.AHEAD));
                }
                return FaultInjector.ALL;
            });
        }
        Optional<List<ItemLocation>> committed = await(transaction.commit());
        if (!isStruck()) {
            disk.faults(FaultInjector.none());
        }
        if (!complaints.isEmpty()) {
            throw new Mismatch(complaints.get(0));
        }
        if (committed.isPresent()) {
            if (!committed.get().equals(locations)) {
                throw new Mismatch("committed at " + committed.get() + " instead of " + locations);
            }
            expected.is(after);
            lastIsPruning = false;
        }
        afterwards();
    }

    private List<String> visible(List<ItemLocation> uncommitted) {
        return uncommitted.stream()
                .filter(location -> db().read(location).join().isPresent())
                .map(location -> "a transaction that is not committed can be read at " + location)
                .toList();
    }

    private void prune() {
        StoreContents all = expected.all();
        List<Integer> indices = all.indices();
        if (indices.isEmpty()) {
            return;
        }
        int index =
                random.nextBoolean() ? indices.get(indices.size() - 1) : indices.get(random.nextInt(indices.size()));
        boolean flushes = index == all.newest()
                || expected.buffered().stream().anyMatch(a -> a.location().index() == index)
                || index == expected.settled().newest();
        StoreContents after = flushes ? all : expected.settled().copy();
        if (!after.has(index)) {
            return;
        }
        int at = after.begin(index) + random.nextInt(after.end(index) - after.begin(index) + 1);
        int kind = random.nextInt(4);
        note(List.of("ltrim ", "drop ", "rtrim ", "rtrim ").get(kind) + index + " " + at);
        // What was written ahead is committed before the record of a pruning, and all that is buffered with it.
        List<Added> behind = flushes ? List.of() : expected.buffered();
        CompletableFuture<Long> pruned;
        switch (kind) {
            case 0 -> {
                after.ltrim(index, at);
                expected.mayHaveBecome(after, behind);
                pruned = db().ltrim(index, at);
            }
            case 1 -> {
                after.drop(index);
                expected.mayHaveBecome(after, behind);
                pruned = db().dropIndex(index);
            }
            default -> {
                endBeforeRtrim = after.end(index);
                after.rtrim(index, at);
                expected.mayHaveBecome(after, behind);
                pruned = db().rtrim(index, at);
            }
        }
        lastIsPruning = true;
        if (await(pruned).isEmpty()) {
            afterFailedPrune(after, behind, kind == 0);
        } else if (flushes) {
            expected.is(after);
            afterwards();
        } else {
            expected.became(after);
            afterwards();
        }
    }

    /**
     * Done or not done if there is a crash; not done as soon as the disk takes the rollback, unless it was an ltrim. Then adds go
     * on, too.
     */
    private void afterFailedPrune(StoreContents pruned, List<Added> behind, boolean isLtrim) {
        if (isAlive()) {
            expected.mayHaveBecome(pruned, behind);
        }
        disk.faults(FaultInjector.none());
        if (misfortune != null) {
            misfortune.heal();
        }
        for (int patience = 0; db().state() == DbState.DEGRADED && patience < 100; patience++) {
            platform.advance(SECOND);
        }
        if (!isAlive()) {
            return;
        }
        if (!isLtrim) {
            expected.mayBeAnyPrefix();
        }
        disk.outOfSpaceRate(0);
        await(db().flush());
        if (isAlive()) {
            judge();
        }
    }

    private void readSomething() {
        StoreContents all = expected.all();
        if (all.items().isEmpty()) {
            return;
        }
        int index = all.items().get(random.nextInt(all.items().size())).index();
        int from = all.begin(index) + random.nextInt(all.bytes(index).length);
        ItemLocation range = new ItemLocation(index, from, 1 + random.nextInt(all.end(index) - from));
        try {
            Optional<byte[]> found = db().read(range).join();
            if (found.isEmpty() || !Arrays.equals(found.get(), all.bytes(range))) {
                throw new Mismatch("cannot read " + range);
            }
        } catch (CompletionException e) {
            if (!isStruck() || !(e.getCause() instanceof StorageFailedException)) {
                throw e;
            }
        }
    }

    /** {@return whether it is over with this opening} */
    private boolean stop() {
        note("stop");
        expected.mayBeAnyPrefix();
        CompletableFuture<Void> stopped = db().stop();
        for (int patience = 0; !stopped.isDone() && patience < 100; patience++) {
            platform.advance(SECOND);
        }
        boolean failed = stopped.isCompletedExceptionally();
        if (!stopped.isDone()) {
            throw new Mismatch("a stop hangs; state " + db().state());
        }
        if (!failed) {
            expected.allIsSettled();
            clean = true;
        } else if (db().state() != DbState.STOPPED) {
            return false;
        }
        if (clean && random.nextBoolean()) {
            disk.cutPowerAtStep(Long.MAX_VALUE).outOfSpaceRate(0).faults(FaultInjector.none());
            extended = true;
            fragile = new ForeignProgram(random).extend(disk);
        }
        crash();
        return true;
    }
}
