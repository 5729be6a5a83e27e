package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.DatabaseTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the database promises when the disk is full. */
class DiskFullContractTest extends SimulatedDatabaseTest {

    private static final long ROOM = 1L << 40;

    private static AioDiskDbBuilder impatient() {
        return settings().timeout(Duration.ofMillis(400));
    }

    @Test
    void diskFullLetsReadsGoOnAndAddsWaitAndLosesNothing() {
        start(impatient());
        db.blocking().addDurably(item(100, 0));
        disk.capacity(0);
        ItemLocation first = db.blocking().add(item(400, 1));
        ItemLocation second = db.blocking().add(item(400, 2));

        AddTimeoutException late = failure(AddTimeoutException.class, db.add(item(50, 3)));

        assertThat(late).hasMessageContaining("400 ms").hasMessageContaining("No space left on device");
        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(db.trouble()).containsInstanceOf(StorageFullException.class);
        assertStored(at(0, 0, 100), item(100, 0));
        assertStored(first, item(400, 1));
        assertStored(second, item(400, 2));
        assertThat(db.stats().failures()).isPositive();
        assertThat(db.stats().itemsBuffered()).isEqualTo(2);
        failure(StorageFullException.class, db.flush());

        disk.capacity(ROOM);
        db.blocking().persisted(second);
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertThat(db.trouble()).isEmpty();
        ItemLocation after = db.blocking().addDurably(item(50, 4));
        reopenAfterPowerCut();
        assertThat(walk()).containsExactly(at(0, 0, 100), first, second, after);
        assertStored(first, item(400, 1));
        assertStored(second, item(400, 2));
        assertStored(after, item(50, 4));
    }

    @Test
    void diskFullBehindADamageLosesNothingEither() throws IOException {
        start();
        for (int seed = 0; seed < 3; seed++) {
            db.blocking().addDurably(item(100, seed));
        }
        SimulatedStorage damaged = disk.powerCut();
        closeDatabase();
        byte[] data = damaged.contents("data00000.dat");
        data[SegmentHeader.BYTES + 150] ^= 1;
        data[SegmentHeader.BYTES + 250] ^= 1;
        damaged.place("data00000.dat", data);
        disk = damaged;
        faults = new Faults();
        start(impatient().appendAfterDamage(true));
        disk.capacity(0);
        ItemLocation behind = db.blocking().add(item(60, 5));
        failure(StorageFullException.class, db.flush());

        disk.capacity(ROOM);
        db.blocking().stop();
        start(impatient().appendAfterDamage(true));

        assertThat(behind).isEqualTo(at(1, 0, 60));
        assertStored(behind, item(60, 5));
        assertStored(at(0, 0, 100), item(100, 0));
        failure(CorruptDataException.class, db.read(at(0, 100, 100)));
    }

    @Test
    void diskFullKeepsADurableAddBufferedUntilRoomReturns() {
        start(impatient());
        disk.capacity(0);

        failure(StorageFullException.class, db.addDurably(item(100, 1)));

        assertStored(at(0, 0, 100), item(100, 1));
        assertThat(events.until(io.aiodiskdb.event.Started.class)).hasSize(1);
        assertThat(events.isEmpty())
                .as("nothing is announced that is not durable")
                .isTrue();
        disk.capacity(ROOM);
        assertThat(events.next(Written.class).covers(at(0, 0, 100)))
                .as("the flush is retried by itself")
                .isTrue();
        reopenAfterPowerCut();
        assertStored(at(0, 0, 100), item(100, 1));
    }

    @Test
    void diskFullLetsAddsThatWaitGoOnWhenRoomReturns() {
        start();
        disk.capacity(0);
        db.blocking().add(item(400, 1));
        db.blocking().add(item(400, 2));
        CompletableFuture<ItemLocation> waiting = db.add(item(300, 3));
        assertThat(waiting).isNotDone();
        assertThat(db.stats().waitingAdds()).isEqualTo(1);

        disk.capacity(ROOM);

        assertStored(get(waiting), item(300, 3));
    }

    @Test
    void diskFullRefusesATransactionAndStoresNothingOfIt() {
        start(impatient());
        db.blocking().addDurably(item(100, 0));
        db.blocking().add(item(100, 1));
        disk.capacity(0);
        Transaction transaction = db.transaction();
        transaction.add(item(900, 2));

        failure(StorageFullException.class, transaction.commit());

        assertStored(at(0, 100, 100), item(100, 1));
        disk.capacity(ROOM);
        ItemLocation next = db.blocking().addDurably(item(20, 3));
        assertThat(next).isEqualTo(at(0, 200, 20));
        reopenAfterPowerCut();
        assertThat(walk()).containsExactly(at(0, 0, 100), at(0, 100, 100), next);
    }

    @Test
    void diskFullRefusesAStopAndLosesNothing() {
        start(impatient());
        disk.capacity(0);
        db.blocking().add(item(100, 1));

        failure(StorageFullException.class, db.stop());

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertStored(at(0, 0, 100), item(100, 1));
        disk.capacity(ROOM);
        get(db.stop());
        assertThat(db.state()).isEqualTo(DbState.STOPPED);
        db.blocking().start();
        assertStored(at(0, 0, 100), item(100, 1));
    }

    @Test
    void diskFullMakesACloseTellWhatIsLost() {
        start(impatient());
        disk.capacity(0);
        db.blocking().add(item(100, 1));
        db.blocking().add(item(50, 2));

        assertThatExceptionOfType(StorageFullException.class).isThrownBy(() -> db.close());

        assertThat(db.state()).isEqualTo(DbState.STOPPED);
        assertThat(events.first(Failed.class).lost()).containsExactly(at(0, 0, 150));
        events.first(Stopped.class);
        disk.capacity(ROOM);
        db.blocking().start();
        assertThat(db.blocking().addDurably(item(10, 3))).isEqualTo(at(0, 0, 10));
    }

    @Test
    void diskFullInTheMiddleOfAGroupLeavesNoTraceOfIt() {
        for (int room = 0; room < 700; room += 23) {
            disk = new SimulatedStorage(room);
            start();
            db.blocking().addDurably(item(300, 0));
            long used = 24 + 300 + disk.steps(); // a little more than there is
            disk.capacity(used + room);
            CompletableFuture<ItemLocation> durable = db.addDurably(item(300, 1));
            Transaction transaction = db.transaction();
            transaction.add(item(380, 2));
            transaction.add(item(500, 3));
            CompletableFuture<List<ItemLocation>> commit = transaction.commit();
            boolean committed = commit.handle((all, e) -> e == null).join();
            disk.capacity(ROOM);
            get(durable);
            ItemLocation last = db.blocking().addDurably(item(60, 4));

            reopenAfterPowerCut();

            assertThat(walk()).as("room %s", room).hasSize(committed ? 5 : 3).contains(last);
            assertStored(at(0, 300, 300), item(300, 1));
            assertStored(last, item(60, 4));
            assertThat(db.blocking().verify().isIntact()).isTrue();
            db.close();
        }
    }
}
