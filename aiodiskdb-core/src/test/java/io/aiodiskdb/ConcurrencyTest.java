package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.engine.Platform;
import io.aiodiskdb.model.DbStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many callers at once. */
@Timeout(300)
class ConcurrencyTest {

    private static final int MAX_FILE_SIZE = 20_000;
    private static final int MAX_BUFFER_SIZE = 2_000;

    @TempDir
    private Path directory;

    private long seed;

    @BeforeEach
    void seed(TestInfo test) {
        seed = TestSeed.of(
                "ConcurrencyTest." + test.getTestMethod().orElseThrow().getName());
    }

    private AioDiskDbBuilder small(SyncMode sync) {
        return AioDiskDb.builder(directory.resolve("db"))
                .maxFileSize(MAX_FILE_SIZE)
                .maxBufferSize(MAX_BUFFER_SIZE)
                .maxBufferItems(20)
                .maxOpenFiles(4)
                .concurrency(4)
                .overwrite(true)
                .sync(sync);
    }

    private SplittableRandom random(int number) {
        return new SplittableRandom(seed + number);
    }

    // ---------------------------------------------------------------- adding

    @Test
    void gives64WritersPositionsWithoutGapOrOverlap() throws InterruptedException {
        write(SyncMode.NEVER, 64, 300);
    }

    @Test
    @Tag("long")
    void gives64WritersPositionsWithoutGapOrOverlapForLong() throws InterruptedException {
        write(SyncMode.NEVER, 64, 20_000);
        write(SyncMode.FLUSH, 64, 1_000);
    }

    private void write(SyncMode sync, int writers, int itemsEach) throws InterruptedException {
        Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
        AtomicLong mostBuffered = new AtomicLong();
        ConcurrentLinkedQueue<Written> events = new ConcurrentLinkedQueue<>();
        try (AioDiskDb db = small(sync).build()) {
            db.addListener(event -> remember(event, events));
            db.blocking().start();
            new Crew()
                    .add(writers, writer -> () -> {
                        SplittableRandom random = random(writer);
                        ItemLocation before = new ItemLocation(0, 0, 0);
                        for (int number = 0; number < itemsEach; number++) {
                            MarkedItem item = MarkedItem.single(writer, number, size(random));
                            ItemLocation location = number % 2 == 0
                                    ? db.blocking().add(item.bytes())
                                    : patiently(() -> db.add(item.bytes()));
                            assertThat(location).as("behind the writer's last").isGreaterThanOrEqualTo(before);
                            assertThat(added.put(location, item)).isNull();
                            expect(db, location, item);
                            before = location;
                        }
                    })
                    .accompany(1, number -> () -> {
                        DbStats stats = db.stats();
                        mostBuffered.accumulateAndGet(stats.bytesBuffered(), Math::max);
                        Thread.onSpinWait();
                    })
                    .run();
            requireSeamless(added);
            assertThat(mostBuffered).as("bytes in the buffers").hasValueLessThanOrEqualTo(2L * MAX_BUFFER_SIZE);
            added.forEach((location, item) -> expect(db, location, item));
            db.blocking().flush();
            assertThat(db.stats().itemsAdded()).isEqualTo((long) writers * itemsEach);
            requireExactly(db, added);
            assertThat(db.blocking().verify().damages()).isEmpty();
        }
        try (AioDiskDb db = small(sync).recover(false).build()) {
            db.blocking().start();
            requireExactly(db, added);
            added.forEach((location, item) -> expect(db, location, item));
        }
        requireAnnounced(added, events);
    }

    /** Adds without holding a thread, again and again if too many wait already. */
    private static ItemLocation patiently(Supplier<CompletableFuture<ItemLocation>> add) {
        while (true) {
            Outcome<ItemLocation> outcome = Outcome.of(add.get());
            if (!outcome.isFailure(AddTimeoutException.class)) {
                return outcome.get();
            }
            Thread.onSpinWait();
        }
    }

    private static int size(SplittableRandom random) {
        return random.nextInt(20) == 0 ? MAX_BUFFER_SIZE - random.nextInt(2) : MarkedItem.MARK + random.nextInt(200);
    }

    private static void remember(DbEvent event, ConcurrentLinkedQueue<Written> events) {
        if (event instanceof Written written) {
            events.add(written);
        }
    }

    private static void expect(AioDiskDb db, ItemLocation location, MarkedItem item) {
        Optional<byte[]> found = db.blocking().read(location);
        assertThat(found).as("bytes at %s", location).isPresent();
        assertThat(MarkedItem.check(found.orElseThrow()))
                .as("item at %s", location)
                .isEqualTo(item);
    }

    /** No gap, no overlap, no file too large, and none left before the next item did not fit. */
    private static void requireSeamless(Map<ItemLocation, MarkedItem> added) {
        int index = 0;
        long position = 0;
        for (ItemLocation location : new TreeMap<>(added).keySet()) {
            if (location.index() != index) {
                assertThat(location.index()).as("index behind %s", index).isEqualTo(index + 1);
                assertThat(position + location.size())
                        .as("bytes of index %s with the item that opened the next", index)
                        .isGreaterThan(MAX_FILE_SIZE);
                index++;
                position = 0;
            }
            assertThat(location.position())
                    .as("position of the next item in index %s", index)
                    .isEqualTo(position);
            position = location.end();
            assertThat(position).as("bytes of index %s", index).isLessThanOrEqualTo(MAX_FILE_SIZE);
        }
    }

    private static void requireExactly(AioDiskDb db, Map<ItemLocation, MarkedItem> added) {
        try (Stream<StoredItem> items = db.items()) {
            assertThat(items.map(StoredItem::location).toList())
                    .as("locations on stable storage")
                    .isEqualTo(added.keySet().stream().sorted().toList());
        }
    }

    private static void requireAnnounced(Map<ItemLocation, MarkedItem> added, ConcurrentLinkedQueue<Written> events) {
        TreeMap<Integer, TreeMap<Long, Written>> announced = new TreeMap<>();
        for (Written written : events) {
            assertThat(announced
                            .computeIfAbsent(written.index(), index -> new TreeMap<>())
                            .put(written.position(), written))
                    .as("an earlier announcement of the same range")
                    .isNull();
        }
        added.keySet()
                .forEach(location -> assertThat(announced
                                .get(location.index())
                                .floorEntry(location.position())
                                .getValue()
                                .covers(location))
                        .as("announcement of %s", location)
                        .isTrue());
        assertThat(events.stream().mapToLong(Written::items).sum())
                .as("items announced")
                .isEqualTo(added.size());
    }

    // ---------------------------------------------------------------- durability

    @Test
    void durableAddsOf64WritersShareTheForces() throws InterruptedException, IOException {
        int itemsEach = 30;
        Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
        Path copy = directory.resolve("copy");
        try (AioDiskDb db = small(SyncMode.FLUSH).maxBufferItems(1000).build()) {
            db.blocking().start();
            long before = db.stats().fsyncs();
            new Crew()
                    .add(64, writer -> () -> {
                        SplittableRandom random = random(writer);
                        for (int number = 0; number < itemsEach; number++) {
                            MarkedItem item = MarkedItem.single(writer, number, MarkedItem.MARK + random.nextInt(20));
                            ItemLocation location = number % 2 == 0
                                    ? db.blocking().addDurably(item.bytes())
                                    : patiently(() -> db.addDurably(item.bytes()));
                            Outcome.done(db.persisted(location));
                            added.put(location, item);
                        }
                    })
                    .run();
            long forces = db.stats().fsyncs() - before;
            assertThat(forces).as("forces for %s durable adds", added.size()).isLessThan(added.size());
            copy(db.config().path(), copy); // as a process that is killed now would leave it
        }
        try (AioDiskDb db = small(SyncMode.FLUSH).path(copy).build()) {
            db.blocking().start();
            requireExactly(db, added);
            added.forEach((location, item) -> expect(db, location, item));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void aFlushUnderLoadMakesDurableWhatWasAddedBefore() throws InterruptedException {
        try (AioDiskDb db = small(SyncMode.NEVER).build()) {
            db.blocking().start();
            new Crew()
                    .add(16, writer -> () -> {
                        SplittableRandom random = random(writer);
                        for (int round = 0; round < 60; round++) {
                            List<ItemLocation> mine = new ArrayList<>();
                            for (int number = random.nextInt(8); number >= 0; number--) {
                                mine.add(db.blocking()
                                        .add(MarkedItem.single(writer, round, MarkedItem.MARK + random.nextInt(100))
                                                .bytes()));
                            }
                            if (random.nextBoolean()) {
                                db.blocking().flush();
                            } else {
                                Outcome.done(db.flush());
                            }
                            for (ItemLocation location : mine) {
                                Outcome.done(db.persisted(location));
                                try (Stream<StoredItem> items = db.items(location)) {
                                    assertThat(items.findFirst().orElseThrow().location())
                                            .as("first settled item from there")
                                            .isEqualTo(location);
                                }
                            }
                        }
                    })
                    .run();
        }
    }

    // ---------------------------------------------------------------- transactions

    @Test
    void transactionsStayTogetherAndAddsWaitButAreNotLost() throws InterruptedException {
        Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
        try (AioDiskDb db = small(SyncMode.NEVER).build()) {
            db.blocking().start();
            new Crew()
                    .add(8, committer -> () -> {
                        SplittableRandom random = random(committer);
                        for (int number = 0; number < 40; number++) {
                            commit(db, random, committer, number, added);
                        }
                    })
                    .add(16, writer -> () -> {
                        SplittableRandom random = random(100 + writer);
                        for (int number = 0; number < 200; number++) {
                            MarkedItem item = MarkedItem.single(100 + writer, number, size(random));
                            added.put(
                                    random.nextInt(10) == 0
                                            ? db.blocking().addDurably(item.bytes())
                                            : db.blocking().add(item.bytes()),
                                    item);
                        }
                    })
                    .run();
            db.blocking().flush();
            requireExactly(db, added);
            ProcessCrashTest.StoreCheck.check(db, added, "seed " + seed);
        }
    }

    private static void commit(
            AioDiskDb db, SplittableRandom random, int committer, int number, Map<ItemLocation, MarkedItem> added) {
        int total = 1 + random.nextInt(12);
        List<MarkedItem> items = new ArrayList<>();
        try (Transaction transaction = db.transaction()) {
            for (int ordinal = 0; ordinal < total; ordinal++) {
                int most = random.nextInt(20) == 0 ? MAX_FILE_SIZE - MarkedItem.MARK : 300;
                MarkedItem item =
                        new MarkedItem(committer, number, ordinal, total, MarkedItem.MARK + random.nextInt(most));
                items.add(item);
                transaction.add(item.bytes());
            }
            List<ItemLocation> locations = Outcome.done(transaction.commit());
            for (int ordinal = 0; ordinal < total; ordinal++) {
                added.put(locations.get(ordinal), items.get(ordinal));
                expect(db, locations.get(ordinal), items.get(ordinal));
            }
        }
    }

    @Test
    void severalThreadsFillOneTransactionInTheOrderOfTheirCalls() throws InterruptedException {
        Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
        try (AioDiskDb db = small(SyncMode.NEVER).build()) {
            db.blocking().start();
            Transaction transaction = db.transaction();
            new Crew()
                    .add(8, writer -> () -> {
                        for (int number = 0; number < 50; number++) {
                            transaction.add(
                                    MarkedItem.single(writer, number, 50).bytes());
                        }
                    })
                    .run();
            assertThat(transaction.size()).isEqualTo(400);
            assertThat(transaction.bytes()).isEqualTo(400 * 50);
            for (ItemLocation location : Outcome.done(transaction.commit())) {
                added.put(
                        location, MarkedItem.check(db.blocking().read(location).orElseThrow()));
            }
            ProcessCrashTest.StoreCheck.check(db, added, "seed " + seed);
            assertThat(added).hasSize(400);
        }
    }

    @Test
    void oneOfSeveralCommitsOfATransactionIsTheOneThatCounts() throws InterruptedException {
        try (AioDiskDb db = small(SyncMode.NEVER).build()) {
            db.blocking().start();
            for (int round = 0; round < 50; round++) {
                Transaction transaction = db.transaction();
                transaction.add(MarkedItem.single(0, round, 50).bytes());
                AtomicInteger committed = new AtomicInteger();
                new Crew()
                        .add(4, number -> () -> {
                            if (Outcome.of(transaction.commit()).error() == null) {
                                committed.incrementAndGet();
                            }
                        })
                        .run();
                assertThat(committed)
                        .as("commits that succeeded, round %s", round)
                        .hasValue(1);
            }
            try (Stream<StoredItem> items = db.items()) {
                assertThat(items).hasSize(50);
            }
        }
    }

    // ---------------------------------------------------------------- everything at once

    @Test
    void everythingAtOnceReadsBackRight() throws InterruptedException {
        mix(SyncMode.NEVER, 3_000);
    }

    @Test
    void everythingAtOnceReadsBackRightWithForces() throws InterruptedException {
        mix(SyncMode.FLUSH, 200);
    }

    @Test
    @Tag("long")
    void everythingAtOnceReadsBackRightForLong() throws InterruptedException {
        mix(SyncMode.NEVER, 20_000);
    }

    private void mix(SyncMode sync, int rounds) throws InterruptedException {
        ConcurrentSkipListMap<ItemLocation, MarkedItem> added = new ConcurrentSkipListMap<>();
        Cuts cuts = new Cuts();
        AtomicInteger newest = new AtomicInteger();
        try (AioDiskDb db = small(sync).build()) {
            db.blocking().start();
            new Crew()
                    .add(8, writer -> () -> {
                        SplittableRandom random = random(writer);
                        for (int number = 0; number < rounds; number++) {
                            MarkedItem item = MarkedItem.single(writer, number, size(random));
                            boolean durably = random.nextInt(writer < 4 ? 20 : 2) == 0;
                            ItemLocation location = durably
                                    ? db.blocking().addDurably(item.bytes())
                                    : db.blocking().add(item.bytes());
                            remember(location, item, added, newest);
                        }
                    })
                    .add(2, committer -> () -> {
                        SplittableRandom random = random(100 + committer);
                        for (int number = 0; number < rounds / 10; number++) {
                            Map<ItemLocation, MarkedItem> mine = new HashMap<>();
                            commitUnread(db, random, 100 + committer, number, mine);
                            mine.forEach((location, item) -> remember(location, item, added, newest));
                        }
                    })
                    .accompany(4, reader -> {
                        SplittableRandom random = random(200 + reader);
                        return () -> readAny(db, random, added, cuts, newest);
                    })
                    .accompany(2, pruner -> {
                        SplittableRandom random = random(300 + pruner);
                        return () -> prune(db, random, pruner, cuts, newest);
                    })
                    .accompany(1, walker -> () -> {
                        try (Stream<StoredItem> items = db.items()) {
                            assertThat(items.map(StoredItem::location).toList()).isSorted();
                        }
                        assertThat(db.blocking().verify().damages()).isEmpty();
                    })
                    .run();
            db.blocking().flush();
            assertThat(cuts.done).as("indexes that were pruned").isNotEmpty();
            added.forEach((location, item) -> readOne(db, location, item, cuts));
            assertThat(db.blocking().verify().damages()).isEmpty();
        }
        try (AioDiskDb db = small(sync).recover(false).build()) {
            db.blocking().start();
            added.forEach((location, item) -> readOne(db, location, item, cuts));
            assertThat(db.blocking().verify().damages()).isEmpty();
        }
    }

    private static void commitUnread(
            AioDiskDb db, SplittableRandom random, int committer, int number, Map<ItemLocation, MarkedItem> added) {
        int total = 1 + random.nextInt(12);
        List<MarkedItem> items = new ArrayList<>();
        try (BlockingTransaction transaction = db.blocking().transaction()) {
            for (int ordinal = 0; ordinal < total; ordinal++) {
                MarkedItem item =
                        new MarkedItem(committer, number, ordinal, total, MarkedItem.MARK + random.nextInt(400));
                items.add(item);
                transaction.add(item.bytes());
            }
            List<ItemLocation> locations = transaction.commit();
            for (int ordinal = 0; ordinal < total; ordinal++) {
                added.put(locations.get(ordinal), items.get(ordinal));
            }
        }
    }

    private static void remember(
            ItemLocation location,
            MarkedItem item,
            ConcurrentSkipListMap<ItemLocation, MarkedItem> added,
            AtomicInteger newest) {
        assertThat(added.put(location, item))
                .as("an earlier item at %s", location)
                .isNull();
        newest.accumulateAndGet(location.index(), Math::max);
    }

    private static void readAny(
            AioDiskDb db,
            SplittableRandom random,
            ConcurrentSkipListMap<ItemLocation, MarkedItem> added,
            Cuts cuts,
            AtomicInteger newest) {
        ItemLocation from = new ItemLocation(random.nextInt(newest.get() + 1), random.nextInt(MAX_FILE_SIZE), 0);
        Map.Entry<ItemLocation, MarkedItem> entry = added.ceilingEntry(from);
        if (entry != null) {
            readOne(db, entry.getKey(), entry.getValue(), cuts);
        }
    }

    /** There and right; or not there, if somebody has begun to cut it off. */
    private static void readOne(AioDiskDb db, ItemLocation location, MarkedItem item, Cuts cuts) {
        boolean gone = Cuts.touch(cuts.done, location);
        Optional<byte[]> found = db.blocking().read(location);
        if (found.isPresent()) {
            assertThat(gone).as("%s can be read after it was cut off", location).isFalse();
            assertThat(MarkedItem.check(found.orElseThrow()))
                    .as("item at %s", location)
                    .isEqualTo(item);
        } else {
            assertThat(Cuts.touch(cuts.begun, location))
                    .as("%s is gone, and nobody has cut it off", location)
                    .isTrue();
        }
    }

    /** What is being cut off and what has been, by index; the lists are immutable, and an index has one pruner. */
    private static final class Cuts {

        private static final ItemLocation[] NONE = {};

        private final Map<Integer, ItemLocation[]> begun = new ConcurrentHashMap<>();
        private final Map<Integer, ItemLocation[]> done = new ConcurrentHashMap<>();

        static boolean touch(Map<Integer, ItemLocation[]> cuts, ItemLocation location) {
            return Stream.of(cuts.getOrDefault(location.index(), NONE))
                    .anyMatch(cut -> cut.position() < location.end() && cut.end() > location.position());
        }

        static void add(Map<Integer, ItemLocation[]> cuts, ItemLocation cut) {
            ItemLocation[] before = cuts.getOrDefault(cut.index(), NONE);
            ItemLocation[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = cut;
            cuts.put(cut.index(), after);
        }

        int count(int index) {
            return begun.getOrDefault(index, NONE).length;
        }
    }

    /** Cuts pieces off indexes that nothing is added to any more, and drops them at last. */
    private static void prune(AioDiskDb db, SplittableRandom random, int pruner, Cuts cuts, AtomicInteger newest) {
        int index = random.nextInt(newest.get() + 1) / 2 * 2 + pruner;
        int count = cuts.count(index);
        if (index >= newest.get() || count >= 3 || random.nextInt(4) > 0) {
            Thread.onSpinWait();
            return;
        }
        int at = 1 + random.nextInt(MAX_FILE_SIZE / 4);
        Outcome<Long> outcome;
        ItemLocation cut;
        switch (count) {
            case 0 -> {
                cut = new ItemLocation(index, 0, at);
                Cuts.add(cuts.begun, cut);
                outcome = Outcome.of(db.ltrim(index, at));
            }
            case 1 -> {
                cut = new ItemLocation(index, MAX_FILE_SIZE / 2 + at, MAX_FILE_SIZE);
                Cuts.add(cuts.begun, cut);
                outcome = Outcome.ofCall(() -> db.blocking().rtrim(index, cut.position()));
            }
            default -> {
                cut = new ItemLocation(index, 0, MAX_FILE_SIZE);
                Cuts.add(cuts.begun, cut);
                outcome = Outcome.of(db.dropIndex(index));
            }
        }
        if (count == 1 && outcome.isFailure(InvalidTrimException.class)) {
            return; // a large item made the index end before
        }
        outcome.get();
        Cuts.add(cuts.done, cut);
    }

    @Test
    void readsOfOtherLocationsStayRightDuringTrims() throws InterruptedException {
        try (AioDiskDb db = small(SyncMode.NEVER).build()) {
            db.blocking().start();
            Map<ItemLocation, MarkedItem> kept = new HashMap<>();
            long keptTo = 0;
            for (int number = 0; number < 40; number++) {
                MarkedItem item = MarkedItem.single(0, number, 200);
                ItemLocation location = db.blocking().add(item.bytes());
                if (number >= 10) {
                    kept.put(location, item);
                }
                keptTo = location.end();
            }
            List<Map.Entry<ItemLocation, MarkedItem>> all = List.copyOf(kept.entrySet());
            long end = keptTo;
            new Crew()
                    .add(() -> {
                        SplittableRandom random = random(0);
                        for (int round = 0; round < 1_000; round++) {
                            ItemLocation tail = db.blocking()
                                    .add(MarkedItem.single(1, round, MarkedItem.MARK + random.nextInt(500))
                                            .bytes());
                            assertThat(tail).isEqualTo(new ItemLocation(0, end, tail.size()));
                            if (random.nextBoolean()) {
                                db.blocking().flush();
                            }
                            expect(db, tail, MarkedItem.single(1, round, (int) tail.size()));
                            assertThat(db.blocking().rtrim(0, end)).isEqualTo(tail.size());
                            assertThat(db.blocking().read(tail)).isEmpty();
                            if (round % 2 == 0) {
                                assertThat(db.blocking().ltrim(0, round)).isEqualTo(round == 0 ? 0 : 2);
                            }
                        }
                    })
                    .accompany(4, reader -> {
                        SplittableRandom random = random(1 + reader);
                        return () -> {
                            Map.Entry<ItemLocation, MarkedItem> entry = all.get(random.nextInt(all.size()));
                            expect(db, entry.getKey(), entry.getValue());
                        };
                    })
                    .run();
        }
    }

    // ---------------------------------------------------------------- back-pressure

    /** Fills both buffers of 1000 bytes with items of 100, and lets the flush of the first one get stuck. */
    private static List<CompletableFuture<ItemLocation>> fill(AioDiskDb db, HeldPlatform disk) {
        List<CompletableFuture<ItemLocation>> adds = new ArrayList<>();
        disk.hold();
        for (int number = 0; number < 20; number++) {
            adds.add(CompletableFuture.completedFuture(
                    Outcome.done(db.add(MarkedItem.single(0, number, 100).bytes()))));
            if (number == 9) {
                disk.awaitVictim();
            }
        }
        return adds;
    }

    private AioDiskDb held(HeldPlatform disk, Duration timeout) {
        return held(disk.platform(), timeout);
    }

    private AioDiskDb held(Platform platform, Duration timeout) {
        return new DefaultAioDiskDb(
                small(SyncMode.FLUSH).maxBufferSize(1_000).timeout(timeout).config(), false, platform);
    }

    @Test
    void addsWaitForRoomAndAreDoneInTheOrderOfTheCalls() {
        HeldPlatform disk = new HeldPlatform();
        ExecutorService completions = Executors.newSingleThreadExecutor();
        try (AioDiskDb db = held(disk.platform(completions), Duration.ofMinutes(5));
                disk) {
            db.blocking().start();
            List<CompletableFuture<ItemLocation>> adds = fill(db, disk);
            ConcurrentLinkedQueue<Integer> completed = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<Void>> told = new ArrayList<>();
            for (int number = 20; number < 39; number++) {
                int mine = number;
                CompletableFuture<ItemLocation> add =
                        db.add(MarkedItem.single(0, number, 100).bytes());
                adds.add(add);
                told.add(add.thenAccept(location -> completed.add(mine)));
            }
            assertThat(db.stats().waitingAdds()).isEqualTo(19);
            assertThat(db.stats().bytesBuffered()).isEqualTo(2_000);
            CompletableFuture<Void> flush = db.flush();
            for (int number = 0; number < 20; number++) {
                expect(db, adds.get(number).join(), MarkedItem.single(0, number, 100));
            }
            assertThat(adds.subList(20, 39)).as("adds without room").noneMatch(CompletableFuture::isDone);
            assertThat(flush).as("a flush behind adds that wait").isNotDone();
            disk.release();
            List<ItemLocation> locations = adds.stream().map(Outcome::done).toList();
            assertThat(locations).isSorted();
            Outcome.done(flush);
            try (Stream<StoredItem> items = db.items()) {
                assertThat(items.map(StoredItem::location).toList())
                        .as("on stable storage after the flush")
                        .isEqualTo(locations);
            }
            for (int number = 0; number < 39; number++) {
                expect(db, locations.get(number), MarkedItem.single(0, number, 100));
            }
            told.forEach(Outcome::done);
            assertThat(List.copyOf(completed))
                    .as("order of completion")
                    .isSorted()
                    .hasSize(19);
        } finally {
            completions.shutdownNow();
        }
    }

    @Test
    void refusesAddsWhenTooManyWaitAlready() {
        HeldPlatform disk = new HeldPlatform();
        try (AioDiskDb db = held(disk, Duration.ofMinutes(5));
                disk) {
            db.blocking().start();
            List<CompletableFuture<ItemLocation>> adds = fill(db, disk);
            for (int number = 20; number < 200; number++) {
                adds.add(db.add(MarkedItem.single(0, number, 100).bytes()));
            }
            // As many bytes may wait as there is room in the buffers.
            adds.subList(40, 200).forEach(add -> Outcome.of(add).failedWith(AddTimeoutException.class));
            assertThat(adds.subList(20, 40)).as("adds that wait").noneMatch(CompletableFuture::isDone);
            expect(db, adds.get(0).join(), MarkedItem.single(0, 0, 100));
            disk.release();
            for (int number = 0; number < 40; number++) {
                expect(db, Outcome.done(adds.get(number)), MarkedItem.single(0, number, 100));
            }
            db.blocking().flush();
            try (Stream<StoredItem> items = db.items()) {
                assertThat(items).as("refused ones are not stored").hasSize(40);
            }
        }
    }

    @Test
    void addsThatWaitForTooLongFailAndAreNotStored() {
        HeldPlatform disk = new HeldPlatform();
        try (AioDiskDb db = held(disk, Duration.ofMillis(100));
                disk) {
            db.blocking().start();
            List<CompletableFuture<ItemLocation>> adds = fill(db, disk);
            for (int number = 20; number < 30; number++) {
                adds.add(db.add(MarkedItem.single(0, number, 100).bytes()));
            }
            adds.subList(20, 30).forEach(add -> Outcome.of(add).failedWith(AddTimeoutException.class));
            Outcome.ofCall(() -> db.blocking().add(new byte[100])).failedWith(AddTimeoutException.class);
            assertThat(db.stats().waitingAdds()).isZero();
            disk.release();
            // Until the first buffer is free, an add may still be too late.
            Outcome<ItemLocation> next;
            do {
                next = Outcome.ofCall(() ->
                        db.blocking().addDurably(MarkedItem.single(0, 20, 100).bytes()));
            } while (next.isFailure(AddTimeoutException.class));
            assertThat(next.get())
                    .as("where the first of those would have been")
                    .isEqualTo(new ItemLocation(0, 2_000, 100));
            try (Stream<StoredItem> items = db.items()) {
                assertThat(items).hasSize(21);
            }
        }
    }

    @Test
    void aStopFailsTheAddsThatWait() {
        HeldPlatform disk = new HeldPlatform();
        try (AioDiskDb db = held(disk, Duration.ofMinutes(5));
                disk) {
            db.blocking().start();
            List<CompletableFuture<ItemLocation>> adds = fill(db, disk);
            for (int number = 20; number < 30; number++) {
                adds.add(db.add(MarkedItem.single(0, number, 100).bytes()));
            }
            CompletableFuture<Void> stop = db.stop();
            adds.subList(20, 30).forEach(add -> Outcome.of(add).failedWith(NotRunningException.class));
            assertThat(stop).as("a stop whose last flush goes on").isNotDone();
            expect(db, adds.get(19).join(), MarkedItem.single(0, 19, 100));
            disk.release();
            Outcome.done(stop);
            db.blocking().start();
            try (Stream<StoredItem> items = db.items()) {
                assertThat(items).hasSize(20);
            }
        }
    }

    @Test
    void aBurstOfManyThreadsAgainstShortTimeoutsStoresExactlyWhatItSays() throws InterruptedException {
        Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
        AtomicInteger refused = new AtomicInteger();
        try (AioDiskDb db = small(SyncMode.FLUSH)
                .maxBufferSize(300)
                .timeout(Duration.ofMillis(1))
                .build()) {
            db.blocking().start();
            new Crew()
                    .add(64, writer -> () -> {
                        SplittableRandom random = random(writer);
                        for (int number = 0; number < 50; number++) {
                            MarkedItem item = MarkedItem.single(writer, number, MarkedItem.MARK + random.nextInt(100));
                            Outcome<ItemLocation> outcome = number % 2 == 0
                                    ? Outcome.of(db.add(item.bytes()))
                                    : Outcome.ofCall(() -> db.blocking().add(item.bytes()));
                            if (outcome.isFailure(AddTimeoutException.class)) {
                                refused.incrementAndGet();
                            } else {
                                added.put(outcome.get(), item);
                            }
                        }
                    })
                    .run();
            db.blocking().flush();
            requireExactly(db, added);
            requireSeamless(added);
            added.forEach((location, item) -> expect(db, location, item));
        }
        System.out.println("of " + (added.size() + refused.get()) + " adds, " + refused + " found no room in time");
    }

    // ---------------------------------------------------------------- stopping

    @Test
    void aStopUnderLoadKeepsWhatWasAddedAndRefusesTheRest() throws InterruptedException {
        Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
        for (int round = 0; round < 30; round++) {
            AioDiskDb db = small(SyncMode.NEVER).recover(false).build();
            db.blocking().start();
            AtomicInteger count = new AtomicInteger();
            int base = round * 100;
            new Crew()
                    .add(8, writer -> () -> {
                        SplittableRandom random = random(base + writer);
                        for (int number = 0; ; number++) {
                            MarkedItem item = MarkedItem.single(base + writer, number, size(random));
                            Outcome<ItemLocation> outcome = random.nextBoolean()
                                    ? Outcome.of(number % 5 == 0 ? db.addDurably(item.bytes()) : db.add(item.bytes()))
                                    : Outcome.ofCall(() -> db.blocking().add(item.bytes()));
                            if (outcome.isFailure(NotRunningException.class)) {
                                return;
                            }
                            if (!outcome.isFailure(AddTimeoutException.class)) {
                                added.put(outcome.get(), item);
                                count.incrementAndGet();
                            }
                        }
                    })
                    .add(() -> {
                        while (count.get() < 100) {
                            Thread.onSpinWait();
                        }
                        db.close();
                    })
                    .run();
        }
        requireSeamless(added);
        try (AioDiskDb db = small(SyncMode.NEVER).recover(false).build()) {
            db.blocking().start();
            requireExactly(db, added);
            added.forEach((location, item) -> expect(db, location, item));
        }
    }
}
