package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Destroyed;
import io.aiodiskdb.event.IndexDropped;
import io.aiodiskdb.event.Started;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.SyncMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EventsTest extends DatabaseTest {

    private final RecordedEvents events = new RecordedEvents();

    private void startListening(AioDiskDbBuilder settings) {
        db = settings.build();
        db.addListener(events);
        db.blocking().start();
    }

    @Test
    void comeInTheOrderOfWhatHappened() {
        Instant before = Instant.now();
        startListening(settings());
        db.blocking().addDurably(item(100, 1));
        db.blocking().addDurably(item(100, 2));
        db.blocking().rtrim(0, 150);
        db.blocking().ltrim(0, 100);
        db.blocking().dropIndex(0);
        db.blocking().add(item(50, 3));
        db.blocking().stop();
        db.destroy();

        List<DbEvent> heard = events.until(Destroyed.class);

        assertThat(heard)
                .extracting(event -> (Object) event.getClass())
                .containsExactly(
                        Started.class,
                        Written.class,
                        Written.class,
                        Trimmed.class,
                        Trimmed.class,
                        IndexDropped.class,
                        Written.class,
                        Stopped.class,
                        Destroyed.class);
        assertThat(heard)
                .extracting(DbEvent::timestamp)
                .isSorted()
                .allSatisfy(timestamp -> assertThat(timestamp).isBetween(before, Instant.now()));
    }

    @Test
    void announceARangeOnceItIsDurable() {
        startListening(settings());
        events.next(Started.class);
        db.blocking().add(item(100, 1));
        db.blocking().add(item(50, 2));
        assertThat(events.isEmpty()).isTrue();

        db.blocking().flush();

        assertThat(events.next(Written.class))
                .usingRecursiveComparison()
                .ignoringFields("timestamp")
                .isEqualTo(new Written(Instant.EPOCH, 0, 0, 150, 2));
    }

    @Test
    void coverEveryItemExactlyOnce() {
        startListening(settings());
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 60; seed++) {
            added.add(db.blocking().add(item(1 + seed * 6, seed)));
            if (seed % 10 == 0) {
                Transaction transaction = db.transaction();
                transaction.add(item(500, seed));
                transaction.add(item(900, seed));
                added.addAll(get(transaction.commit()));
            }
        }
        db.blocking().stop();

        List<Written> written = events.until(Stopped.class).stream()
                .filter(Written.class::isInstance)
                .map(Written.class::cast)
                .toList();

        for (ItemLocation location : added) {
            assertThat(written)
                    .filteredOn(event -> event.covers(location))
                    .as("%s", location)
                    .hasSize(1);
        }
        assertThat(written.stream().mapToLong(Written::items).sum()).isEqualTo(added.size());
        assertThat(written.stream().mapToLong(Written::size).sum())
                .isEqualTo(added.stream().mapToLong(ItemLocation::size).sum());
    }

    @Test
    void announceEachPartOfATransaction() {
        startListening(settings());
        events.next(Started.class);
        db.blocking().addDurably(item(100, 0));
        events.next(Written.class);
        Transaction transaction = db.transaction();
        transaction.add(item(500, 1));
        transaction.add(item(400, 2));
        transaction.add(item(700, 3));
        get(transaction.commit());

        assertThat(List.of(events.next(Written.class), events.next(Written.class)))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("timestamp")
                .containsExactly(new Written(Instant.EPOCH, 0, 100, 900, 2), new Written(Instant.EPOCH, 1, 0, 700, 1));
    }

    @Test
    void coverWhatLiesWhollyInThem() {
        Written written = new Written(Instant.EPOCH, 3, 100, 50, 2);

        assertThat(written.covers(at(3, 100, 50))).isTrue();
        assertThat(written.covers(at(3, 149, 1))).isTrue();
        assertThat(written.covers(at(3, 99, 2))).isFalse();
        assertThat(written.covers(at(3, 149, 2))).isFalse();
        assertThat(written.covers(at(2, 100, 50))).isFalse();
    }

    @Test
    void reachEveryListenerThoughOneThrows() {
        db = settings().build();
        List<DbEvent> before = new ArrayList<>();
        db.addListener(event -> {
            before.add(event);
            throw new IllegalStateException("a fault of the listener, thrown on purpose");
        });
        db.addListener(event -> {
            throw new AssertionError("an error of the listener, thrown on purpose");
        });
        db.addListener(events);
        db.blocking().start();
        db.blocking().addDurably(item(10, 1));
        db.blocking().stop();

        List<DbEvent> heard = events.until(Stopped.class);

        assertThat(heard).hasSize(3);
        assertThat(before).as("the one that throws hears the next event too").isEqualTo(heard);
        assertThat(db.stats().listenerFailures()).isBetween(5L, 6L);
    }

    @Test
    void doNotHoldUpWritesWhenAListenerIsSlow() {
        CountDownLatch goOn = new CountDownLatch(1);
        db = settings().sync(SyncMode.NEVER).build();
        db.addListener(event -> await(goOn));
        db.addListener(events);
        db.blocking().start();
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            added.add(db.blocking().addDurably(item(100, seed)));
        }

        for (ItemLocation location : added) {
            assertThat(db.blocking().read(location)).isPresent();
        }
        assertThat(events.isEmpty()).isTrue();
        goOn.countDown();
        db.blocking().stop();
        assertThat(events.until(Stopped.class).stream()
                        .filter(Written.class::isInstance)
                        .map(Written.class::cast)
                        .mapToLong(Written::items)
                        .sum())
                .isEqualTo(20);
    }

    @Test
    void areMergedAndAtLastDroppedAndCountedWhenAListenerIsFarBehind() {
        CountDownLatch goOn = new CountDownLatch(1);
        db = settings()
                .maxFileSize(1 << 20)
                .maxBufferSize(1 << 12)
                .sync(SyncMode.NEVER)
                .build();
        db.addListener(event -> await(goOn));
        db.addListener(events);
        db.blocking().start();
        int adds = 3000;
        for (int seed = 0; seed < adds; seed++) {
            db.blocking().addDurably(item(20, seed));
        }
        assertThat(db.stats().eventsDropped())
                .as("neighbouring ranges become one")
                .isZero();
        get(db.dropIndex(0));
        int indices = 34;
        int trimsOfEach = 500; // a trim reads the whole journal of its index, so these are short ones
        int trims = indices * trimsOfEach; // more than are kept
        for (int index = 1; index <= indices; index++) {
            db.blocking().add(item(trimsOfEach + 1, index));
            for (int trim = 1; trim <= trimsOfEach; trim++) {
                get(db.rtrim(index, 1L + trimsOfEach - trim));
            }
            get(db.dropIndex(index));
        }
        goOn.countDown();
        db.blocking().stop();

        List<DbEvent> heard = events.until(Stopped.class);

        long dropped = db.stats().eventsDropped();
        assertThat(dropped).isPositive();
        assertThat(heard.size() + dropped).isLessThan(trims + adds);
        List<Trimmed> trimmed = heard.stream()
                .filter(Trimmed.class::isInstance)
                .map(Trimmed.class::cast)
                .toList();
        Trimmed latest = trimmed.get(trimmed.size() - 1);
        assertThat(at(latest.index(), latest.position(), 1))
                .as("the latest is there")
                .isEqualTo(at(indices, 1, 1));
        assertThat(trimmed)
                .as("in order")
                .isSortedAccordingTo(Comparator.comparingInt(Trimmed::index)
                        .thenComparing(
                                Comparator.comparingLong(Trimmed::position).reversed()));
    }

    @Test
    void mayBeHandledWithOtherOperations() {
        AtomicReference<Object> read = new AtomicReference<>();
        db = settings().build();
        db.addListener(event -> {
            if (event instanceof Written written) {
                read.set(db.blocking()
                        .read(at(written.index(), written.position(), written.size()))
                        .orElseThrow());
            }
        });
        db.addListener(events);
        db.blocking().start();
        db.blocking().addDurably(item(100, 1));

        events.first(Written.class);

        assertThat(read.get()).isEqualTo(item(100, 1));
    }

    @Test
    void reachNoListenerThatWasRemoved() {
        RecordedEvents removed = new RecordedEvents();
        startListening(settings());
        db.addListener(removed);
        db.blocking().addDurably(item(10, 1));
        removed.first(Written.class);
        db.removeListener(removed);

        db.blocking().addDurably(item(10, 2));
        events.next(Started.class);
        events.next(Written.class);
        events.next(Written.class);

        assertThat(removed.isEmpty()).isTrue();
    }

    @Test
    void goOnAfterAnotherStart() {
        startListening(settings());
        events.next(Started.class);
        db.blocking().stop();
        events.next(Stopped.class);

        db.blocking().start();

        events.next(Started.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
