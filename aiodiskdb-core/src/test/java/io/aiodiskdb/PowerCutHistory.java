package io.aiodiskdb;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.engine.InlinePlatform;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.VerificationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A random history of operations on a simulated disk whose power is cut, which runs full and whose forces fail; and the
 * judgement whether the reopened store is what was promised.
 */
final class PowerCutHistory {

    private static final int MAX_FILE = 600;
    private static final int MAX_BUFFER = 300;
    private static final int OPENINGS = 8;
    private static final FileNames NAMES = new FileNames("data", 5);

    private final Random random;
    private final long seed;
    private final boolean calm;
    private SimulatedStorage disk;
    private InlinePlatform platform;
    private @Nullable AioDiskDb db;

    /** What is known to be on stable storage. */
    private Contents settled = new Contents();

    /** Adds that are in RAM only, in order. */
    private List<Added> buffered = new ArrayList<>();

    /** What may be found after a crash now. */
    private List<Contents> allowed = new ArrayList<>();

    PowerCutHistory(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.calm = random.nextInt(10) < 3;
        this.disk = new SimulatedStorage(seed, 64);
        this.platform = new InlinePlatform(disk, seed);
    }

    /** An item that has been added. */
    private static final class Added {
        private final ItemLocation location;
        private final byte[] data;

        Added(ItemLocation location, byte[] data) {
            this.location = location;
            this.data = data;
        }
    }

    private static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    /** What a store holds, by the definition of the operations alone. */
    private static final class Contents {
        private final TreeMap<Integer, byte[]> bytes = new TreeMap<>();
        private final TreeMap<Integer, Integer> trims = new TreeMap<>();
        private final List<ItemLocation> items = new ArrayList<>();
        private int index;
        private int end;

        Contents copy() {
            Contents copy = new Contents();
            copy.bytes.putAll(bytes);
            copy.trims.putAll(trims);
            copy.items.addAll(items);
            copy.index = index;
            copy.end = end;
            return copy;
        }

        ItemLocation add(byte[] data) {
            if (end + data.length > MAX_FILE) {
                index++;
                end = 0;
            }
            byte[] old = bytes.getOrDefault(index, new byte[0]);
            byte[] joined = Arrays.copyOf(old, old.length + data.length);
            System.arraycopy(data, 0, joined, old.length, data.length);
            bytes.put(index, joined);
            ItemLocation location = new ItemLocation(index, end, data.length);
            items.add(location);
            end += data.length;
            return location;
        }

        void rtrim(int at, int position) {
            int trim = trims.getOrDefault(at, 0);
            bytes.put(at, Arrays.copyOf(bytes.get(at), position - trim));
            items.removeIf(i -> i.index() == at && i.end() > position);
            if (at == index) {
                end = position;
            }
        }

        void ltrim(int at, int position) {
            int trim = trims.getOrDefault(at, 0);
            byte[] old = bytes.get(at);
            bytes.put(at, Arrays.copyOfRange(old, position - trim, old.length));
            trims.put(at, position);
            items.removeIf(i -> i.index() == at && i.position() < position);
        }

        void drop(int at) {
            bytes.remove(at);
            trims.remove(at);
            items.removeIf(i -> i.index() == at);
            if (at == index) {
                index++;
                end = 0;
            }
        }

        int endOf(int at) {
            return trims.getOrDefault(at, 0) + bytes.get(at).length;
        }
    }

    private final List<String> trace = new ArrayList<>();

    private void note(String what) {
        trace.add(what);
    }

    /** {@return null, or what went wrong} */
    @Nullable
    String run() {
        allowed = List.of(settled);
        try {
            for (int opening = 0; opening < OPENINGS; opening++) {
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

    private void live() {
        disk.failedForceRate(calm ? 0 : pick(0, 0, 0.01, 0.05))
                .outOfSpaceRate(0)
                .shortTransferRate(pick(0, 0, 0.2));
        if (random.nextBoolean()) {
            disk.cutPowerAtStep(disk.steps() + 1 + random.nextInt(40));
        }
        if (!open()) {
            return;
        }
        judge();
        disk.cutPowerAtStep(disk.steps() + 5 + random.nextInt(200));
        disk.outOfSpaceRate(pick(0, 0, 0.02));
        while (isAlive()) {
            if (!operate()) {
                return;
            }
        }
        crash();
    }

    private double pick(double... choices) {
        return choices[random.nextInt(choices.length)];
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

    private boolean open() {
        db = new DefaultAioDiskDb(
                AioDiskDb.builder(Path.of("simulated"))
                        .maxFileSize(MAX_FILE)
                        .maxBufferSize(MAX_BUFFER)
                        .maxBufferItems(5)
                        .overwrite(true)
                        .maxOpenFiles(3)
                        .flushInterval(Duration.ofSeconds(10))
                        .config(),
                false,
                platform);
        try {
            db().start().join();
        } catch (CompletionException e) {
            if (!disk.isPowerOff() && calm) {
                throw new Mismatch("does not open: " + e.getCause());
            }
            crash();
            return false;
        }
        if (db().state() != DbState.RUNNING) {
            throw new Mismatch("damaged: " + db().verify().join());
        }
        return true;
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
        disk = cut ? disk.powerCut() : disk.restart();
        platform = new InlinePlatform(disk, random.nextLong());
        if (random.nextInt(20) == 0 && !disk.isPowerOff()) {
            disk = disk.powerCut();
            platform = new InlinePlatform(disk, random.nextLong());
        }
        db = null;
    }

    // ---- judging

    private void judge() {
        disk.shortTransferRate(0);
        List<String> problems = new ArrayList<>();
        // The one with most in it first: of those with less, some cannot be told from it by reading.
        for (int number = allowed.size() - 1; number >= 0; number--) {
            Contents candidate = allowed.get(number);
            String difference = difference(candidate);
            if (difference == null) {
                settled = candidate.copy();
                buffered = new ArrayList<>();
                allowed = List.of(settled);
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

    private @Nullable String difference(Contents wanted) {
        List<ItemLocation> items;
        try (Stream<StoredItem> walk = db().items()) {
            items = walk.map(StoredItem::location).toList();
        }
        int newest = names().stream()
                .flatMapToInt(name -> NAMES.dataIndex(name).stream())
                .max()
                .orElse(-1);
        if (newest != wanted.index) {
            return "the newest index is " + newest + " instead of " + wanted.index;
        }
        ByteBuffer file = ByteBuffer.wrap(contents(NAMES.data(newest))).order(ByteOrder.LITTLE_ENDIAN);
        int end = file.getInt(4) + file.capacity() - SegmentHeader.BYTES;
        if (end != wanted.end) {
            return "the newest index ends at " + end + " instead of " + wanted.end;
        }
        if (!items.equals(wanted.items)) {
            return "items " + items + " instead of " + wanted.items;
        }
        for (int index = 0; index <= wanted.index + 2; index++) {
            byte[] bytes = wanted.bytes.getOrDefault(index, new byte[0]);
            int trim = wanted.trims.getOrDefault(index, 0);
            if (bytes.length > 0
                    && !Arrays.equals(read(index, trim, bytes.length).orElse(new byte[0]), bytes)) {
                return "other bytes in index " + index;
            }
            if (read(index, trim + bytes.length, 1).isPresent()) {
                return "bytes behind the end of index " + index;
            }
            if (trim > 0 && read(index, trim - 1, 1).isPresent()) {
                return "bytes before the begin of index " + index;
            }
        }
        return null;
    }

    private List<String> names() {
        try {
            return disk.list();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] contents(String name) {
        try {
            return disk.contents(name);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<byte[]> read(int index, long position, long size) {
        return db().read(new ItemLocation(index, position, size)).join();
    }

    // ---- operating

    /** {@return whether the store goes on} */
    private boolean operate() {
        int chance = random.nextInt(100);
        if (chance < 35) {
            add(false);
        } else if (chance < 50) {
            add(true);
        } else if (chance < 62) {
            transaction();
        } else if (chance < 70) {
            allowed = withBuffered(buffered);
            await(db().flush());
            afterwards();
        } else if (chance < 90) {
            prune();
        } else if (chance < 95) {
            readSomething();
        } else if (chance < 97) {
            platform.advance(11_000_000_000L);
            afterwards();
        } else {
            return !stop();
        }
        return true;
    }

    /** All states between what is settled and what would be with all of some adds. */
    private List<Contents> withBuffered(List<Added> adds) {
        List<Contents> states = new ArrayList<>();
        states.add(settled.copy());
        for (Added each : adds) {
            Contents next = states.get(states.size() - 1).copy();
            ItemLocation location = next.add(each.data);
            if (!location.equals(each.location)) {
                throw new Mismatch("was added at " + each.location + ", belongs to " + location);
            }
            states.add(next);
        }
        return states;
    }

    /** {@return the value; nothing if the operation failed} */
    private <T> Optional<T> await(CompletableFuture<T> future) {
        platform.advance(1);
        for (int patience = 0; !future.isDone() && patience < 100; patience++) {
            platform.advance(1_000_000_000L);
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
        note("  buffered " + db().stats().itemsBuffered() + " of " + buffered.size() + ", state " + db().state());
        int pending = (int) db().stats().itemsBuffered();
        int persisted = buffered.size() - pending;
        if (persisted < 0) {
            throw new Mismatch("more is buffered than was added: " + pending);
        }
        settled = withBuffered(buffered.subList(0, persisted)).get(persisted);
        buffered = new ArrayList<>(buffered.subList(persisted, buffered.size()));
        allowed = withBuffered(buffered);
        for (Added each : buffered) {
            checkRead(each);
        }
    }

    private void checkRead(Added each) {
        Optional<byte[]> found = db().read(each.location).join();
        if (found.isEmpty() || !Arrays.equals(found.get(), each.data)) {
            throw new Mismatch("cannot read " + each.location);
        }
    }

    private byte[] data(int most) {
        byte[] data = new byte[1 + random.nextInt(most)];
        random.nextBytes(data);
        return data;
    }

    private void add(boolean durably) {
        byte[] data = data(random.nextInt(4) == 0 ? 200 : 40);
        Contents all = last(withBuffered(buffered));
        List<Added> more = new ArrayList<>(buffered);
        more.add(new Added(all.add(data), data));
        allowed = withBuffered(more);
        note((durably ? "addDurably " : "add ") + more.get(more.size() - 1).location);
        Optional<ItemLocation> location = await(durably ? db().addDurably(data) : db().add(data));
        if (location.isPresent()) {
            if (!location.get().equals(more.get(more.size() - 1).location)) {
                throw new Mismatch("added at " + location.get() + " instead of " + more.get(more.size() - 1).location);
            }
            buffered = more;
            if (durably) {
                settled = last(withBuffered(buffered));
                buffered = new ArrayList<>();
                allowed = List.of(settled);
            }
        } else if (isAlive() && db().stats().itemsBuffered() > 0 && stillThere(more.get(more.size() - 1))) {
            buffered = more; // added, but not durable in time
        }
        afterwards();
    }

    private boolean stillThere(Added added) {
        return db().read(added.location)
                .join()
                .filter(d -> Arrays.equals(d, added.data))
                .isPresent();
    }

    private static Contents last(List<Contents> states) {
        return states.get(states.size() - 1);
    }

    private void transaction() {
        List<Contents> states = new ArrayList<>(withBuffered(buffered));
        Contents after = last(states).copy();
        Transaction transaction = db().transaction();
        List<ItemLocation> expected = new ArrayList<>();
        for (int items = 1 + random.nextInt(6); items > 0; items--) {
            byte[] data = data(random.nextInt(3) == 0 ? 400 : 60);
            transaction.add(data);
            expected.add(after.add(data));
        }
        states.add(after);
        allowed = states;
        note("transaction " + expected);
        Optional<List<ItemLocation>> locations = await(transaction.commit());
        if (locations.isPresent()) {
            if (!locations.get().equals(expected)) {
                throw new Mismatch("committed at " + locations.get() + " instead of " + expected);
            }
            settled = after;
            buffered = new ArrayList<>();
            allowed = List.of(after);
        }
        afterwards();
    }

    private void prune() {
        Contents all = last(withBuffered(buffered));
        List<Integer> indices = new ArrayList<>(all.bytes.keySet());
        if (indices.isEmpty()) {
            return;
        }
        int index =
                random.nextBoolean() ? indices.get(indices.size() - 1) : indices.get(random.nextInt(indices.size()));
        boolean flushes = index == all.index
                || buffered.stream().anyMatch(a -> a.location.index() == index)
                || index == settled.index;
        Contents base = flushes ? all : settled;
        if (!base.bytes.containsKey(index)) {
            return;
        }
        int trim = base.trims.getOrDefault(index, 0);
        int at = trim + random.nextInt(base.endOf(index) - trim + 1);
        Contents after = base.copy();
        CompletableFuture<Long> pruned;
        List<Contents> states = new ArrayList<>(withBuffered(buffered));
        switch (random.nextInt(4)) {
            case 0 -> {
                note("ltrim " + index + " " + at);
                after.ltrim(index, at);
                states.add(after);
                allowed = states;
                pruned = db().ltrim(index, at);
            }
            case 1 -> {
                note("drop " + index);
                after.drop(index);
                states.add(after);
                allowed = states;
                pruned = db().dropIndex(index);
            }
            default -> {
                note("rtrim " + index + " " + at);
                after.rtrim(index, at);
                states.add(after);
                allowed = states;
                pruned = db().rtrim(index, at);
            }
        }
        Optional<Long> removed = await(pruned);
        if (removed.isPresent()) {
            settled = after;
            if (flushes) {
                buffered = new ArrayList<>();
            }
            allowed = withBuffered(buffered);
            afterwards();
        } else if (isAlive()) {
            afterFailedPrune(states);
        }
    }

    /** Done or not done: what is recorded is completed as soon as the disk takes it. */
    private void afterFailedPrune(List<Contents> states) {
        for (int patience = 0; db().state() == DbState.DEGRADED && patience < 100; patience++) {
            platform.advance(1_000_000_000L);
        }
        if (!isAlive()) {
            return;
        }
        disk.outOfSpaceRate(0);
        await(db().flush());
        if (!isAlive()) {
            return;
        }
        List<Contents> candidates = new ArrayList<>(states);
        Contents pruned = last(states);
        candidates.add(pruned);
        List<Added> rest = buffered;
        Contents withRest = pruned.copy();
        for (Added each : rest) {
            withRest.add(each.data);
        }
        candidates.add(withRest);
        allowed = candidates;
        judge();
    }

    private void readSomething() {
        Contents all = last(withBuffered(buffered));
        if (all.items.isEmpty()) {
            return;
        }
        ItemLocation item = all.items.get(random.nextInt(all.items.size()));
        int trim = all.trims.getOrDefault(item.index(), 0);
        byte[] bytes = all.bytes.get(item.index());
        int from = trim + random.nextInt(bytes.length);
        int size = 1 + random.nextInt(trim + bytes.length - from);
        Optional<byte[]> found = read(item.index(), from, size);
        byte[] wanted = Arrays.copyOfRange(bytes, from - trim, from - trim + size);
        if (found.isEmpty() || !Arrays.equals(found.get(), wanted)) {
            throw new Mismatch("cannot read " + size + " bytes at " + item.index() + ":" + from);
        }
    }

    /** {@return whether it is over with this opening} */
    private boolean stop() {
        note("stop");
        allowed = withBuffered(buffered);
        Optional<Object> failure = Optional.empty();
        CompletableFuture<Void> stopped = db().stop();
        for (int patience = 0; !stopped.isDone() && patience < 100; patience++) {
            platform.advance(1_000_000_000L);
        }
        try {
            stopped.join();
            settled = last(allowed);
            buffered = new ArrayList<>();
            allowed = List.of(settled);
        } catch (CompletionException e) {
            failure = Optional.of(e);
        }
        if (failure.isPresent() && db().state() != DbState.STOPPED) {
            return false;
        }
        crash();
        return true;
    }
}
