package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.internal.engine.Platform;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.SyncMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Adds that find no room, because the disk is held. */
class HeldDiskTest extends ManyCallersTest {

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
                MarkedItem.single(0, number, 100).requireAt(db, adds.get(number).join());
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
                MarkedItem.single(0, number, 100).requireAt(db, locations.get(number));
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
            MarkedItem.single(0, 0, 100).requireAt(db, adds.get(0).join());
            disk.release();
            for (int number = 0; number < 40; number++) {
                MarkedItem.single(0, number, 100).requireAt(db, Outcome.done(adds.get(number)));
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
            MarkedItem.single(0, 19, 100).requireAt(db, adds.get(19).join());
            disk.release();
            Outcome.done(stop);
            db.blocking().start();
            try (Stream<StoredItem> items = db.items()) {
                assertThat(items).hasSize(20);
            }
        }
    }
}
