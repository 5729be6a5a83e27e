package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.model.DbStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What many callers add, commit and flush at once. */
class ConcurrencyTest extends ManyCallersTest {

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
                            item.requireAt(db, location);
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
            added.forEach((location, item) -> item.requireAt(db, location));
            db.blocking().flush();
            assertThat(db.stats().itemsAdded()).isEqualTo((long) writers * itemsEach);
            requireExactly(db, added);
            assertThat(db.blocking().verify().damages()).isEmpty();
        }
        try (AioDiskDb db = small(sync).recover(false).build()) {
            db.blocking().start();
            requireExactly(db, added);
            added.forEach((location, item) -> item.requireAt(db, location));
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

    private static void remember(DbEvent event, ConcurrentLinkedQueue<Written> events) {
        if (event instanceof Written written) {
            events.add(written);
        }
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
            added.forEach((location, item) -> item.requireAt(db, location));
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
                items.get(ordinal).requireAt(db, locations.get(ordinal));
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
            added.forEach((location, item) -> item.requireAt(db, location));
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
            added.forEach((location, item) -> item.requireAt(db, location));
        }
    }
}
