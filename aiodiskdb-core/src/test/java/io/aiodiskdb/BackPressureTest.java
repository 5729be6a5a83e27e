package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.DatabaseTest.get;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.ItemLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Adds that find both buffers full, because the disk is slow. */
class BackPressureTest extends SimulatedDatabaseTest {

    /** Fills both buffers while the disk holds back. */
    private Faults.Hold fillBothBuffers() {
        Faults.Hold force = faults.hold(ofKind(Kind.FORCE));
        db.blocking().add(item(400, 1));
        force.awaitReached();
        db.blocking().add(item(400, 2));
        return force;
    }

    @Test
    void holdsNoMoreInBuffersThanTheirSize() {
        start();
        try (Faults.Hold force = fillBothBuffers()) {
            CompletableFuture<ItemLocation> waiting = db.add(item(1, 3));

            assertThat(waiting).isNotDone();
            assertThat(db.stats().bytesBuffered()).isEqualTo(800);
            assertThat(db.stats().waitingAdds()).isEqualTo(1);
            assertAbsent(at(0, 800, 1));
            force.release();
            assertThat(get(waiting)).isEqualTo(at(0, 800, 1));
        }
        assertThat(db.stats().waitingAdds()).isZero();
    }

    @Test
    void servesTheFirstFirstThoughALaterOneWouldFit() {
        start();
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            db.blocking().add(item(400, 1));
            force.awaitReached();
            db.blocking().add(item(350, 2));
            CompletableFuture<ItemLocation> large = db.add(item(100, 3));
            CompletableFuture<ItemLocation> small = db.add(item(10, 4));

            assertThat(small).as("there is room for it, but it is not its turn").isNotDone();
            force.release();
            assertThat(get(large)).isEqualTo(at(0, 750, 100));
            assertThat(get(small)).isEqualTo(at(0, 850, 10));
        }
    }

    @Test
    void boundsTheBytesThatWait() {
        start();
        try (Faults.Hold force = fillBothBuffers()) {
            CompletableFuture<ItemLocation> first = db.add(item(400, 3));
            CompletableFuture<ItemLocation> second = db.add(item(400, 4));

            assertThat(failure(AddTimeoutException.class, db.add(item(1, 5)))).hasMessageContaining("800 bytes");
            force.release();
            assertStored(get(first), item(400, 3));
            assertStored(get(second), item(400, 4));
        }
    }

    @Test
    void boundsTheNumberOfThoseWhoWait() {
        start(settings().maxFileSize(1 << 20).maxBufferSize(100_000));
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            db.blocking().add(item(100_000, 1));
            force.awaitReached();
            db.blocking().add(item(100_000, 2));
            List<CompletableFuture<ItemLocation>> waiting = new ArrayList<>();
            for (int number = 0; number < 16_384; number++) {
                waiting.add(db.add(new byte[] {(byte) number}));
            }

            assertThat(failure(AddTimeoutException.class, db.add(new byte[1]))).hasMessageContaining("16384");
            force.release();
            for (int number = 0; number < 16_384; number++) {
                assertThat(get(waiting.get(number))).isEqualTo(at(0, 200_000L + number, 1));
            }
        }
    }

    @Test
    void endsTheWaitingAfterTheTimeout() {
        start(settings().timeout(Duration.ofMillis(100)));
        CompletableFuture<Void> flush;
        try (Faults.Hold force = fillBothBuffers()) {
            CompletableFuture<ItemLocation> add = db.add(item(100, 3));
            CompletableFuture<ItemLocation> durable = db.addDurably(item(100, 4));
            flush = db.flush();

            assertThat(failure(AddTimeoutException.class, add)).hasMessageContaining("100 ms");
            failure(AddTimeoutException.class, durable);
            await().until(() -> db.stats().waitingAdds() == 0);
            // Where time passes between the two, nobody is before the flush any more, and it waits for the disk alone.
            if (flush.isCompletedExceptionally()) {
                failure(StorageFullException.class, flush);
            }
            force.release();
        }
        await().until(flush::isDone);
        assertThat(db.blocking().addDurably(item(10, 5)))
                .as("nothing of them is stored")
                .isEqualTo(at(0, 800, 10));
    }

    @Test
    void endsTheWaitingAtOnceWhenTheDatabaseStops() {
        start();
        CompletableFuture<Void> stopped;
        try (Faults.Hold force = fillBothBuffers()) {
            CompletableFuture<ItemLocation> waiting = db.add(item(100, 3));

            stopped = db.stop();

            failure(NotRunningException.class, waiting);
            failure(NotRunningException.class, db.add(item(1, 4)));
            assertThat(stopped).isNotDone();
            assertStored(at(0, 0, 400), item(400, 1));
            force.release();
        }
        get(stopped);
    }

    @Test
    void tellsOneThatHasWaitedThatTheDatabaseIsFull() {
        start(settings().maxFiles(1));
        try (Faults.Hold force = fillBothBuffers()) {
            CompletableFuture<ItemLocation> fits = db.add(item(100, 3));
            CompletableFuture<ItemLocation> doesNot = db.add(item(101, 4));
            CompletableFuture<ItemLocation> last = db.add(item(100, 5));
            force.release();

            assertThat(get(fits)).isEqualTo(at(0, 800, 100));
            failure(DatabaseFullException.class, doesNot);
            assertThat(get(last)).isEqualTo(at(0, 900, 100));
        }
    }

    @Test
    void flushesWhatWaitsBeforeIt() {
        start();
        CompletableFuture<Void> flush;
        try (Faults.Hold force = fillBothBuffers()) {
            CompletableFuture<ItemLocation> waiting = db.add(item(150, 3));
            flush = db.flush();
            force.release();
            get(flush);
            assertThat(waiting).isCompletedWithValue(at(0, 800, 150));
        }

        reopenAfterPowerCut();

        assertStored(at(0, 800, 150), item(150, 3));
    }

    @Test
    void doesNotHoldReadersUp() {
        start();
        db.blocking().addDurably(item(100, 0));
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            db.blocking().add(item(400, 1));
            force.awaitReached();
            db.blocking().add(item(400, 2));
            CompletableFuture<ItemLocation> waiting = db.add(item(100, 3));

            for (int round = 0; round < 100; round++) {
                assertStored(at(0, 0, 100), item(100, 0));
                assertStored(at(0, 100, 400), item(400, 1));
                assertStored(at(0, 500, 400), item(400, 2));
            }
            assertThat(waiting).isNotDone();
        }
    }
}
