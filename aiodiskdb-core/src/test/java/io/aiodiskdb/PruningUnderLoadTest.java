package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.SyncMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prunings beside all else. */
class PruningUnderLoadTest extends ManyCallersTest {

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
                            MarkedItem.single(1, round, (int) tail.size()).requireAt(db, tail);
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
                            entry.getValue().requireAt(db, entry.getKey());
                        };
                    })
                    .run();
        }
    }
}
