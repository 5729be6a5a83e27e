package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.DatabaseTest.get;
import static io.aiodiskdb.DatabaseTest.join;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.ItemLocation;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The faults of the Python library, which must not come along. */
class PythonPitfallTest extends SimulatedDatabaseTest {

    @Test
    void nothingDurableNeedsTheLuckOfThePageCache() {
        start();
        ItemLocation durable = db.blocking().addDurably(item(100, 1));

        reopenAfterPowerCut();

        assertStored(durable, item(100, 1));
    }

    @Test
    void checksumsAreNotThoseOfNothing() throws NoSuchFileException {
        start();
        db.blocking().addDurably(item(20, 1));
        for (int bit = 0; bit < 160; bit++) {
            byte[] whole = disk.contents("data00000.dat");
            byte[] damaged = whole.clone();
            damaged[24 + bit / 8] ^= (byte) (1 << (bit % 8));
            disk.place("data00000.dat", damaged);

            failure(CorruptDataException.class, db.read(at(0, 0, 20)));

            disk.place("data00000.dat", whole);
            assertStored(at(0, 0, 20), item(20, 1));
        }
    }

    @Test
    void aPowerCutInTheFirstFlushLeavesAStoreThatOpens() {
        cutPowerAtEachStep(before -> {}, now -> now.blocking().addDurably(item(100, 1)), (after, acknowledged) -> {
            ItemLocation next = after.blocking().addDurably(item(50, 2));
            assertStored(next, item(50, 2));
            assertThat(next.position()).isIn(acknowledged ? List.of(100L) : List.of(0L, 100L));
        });
    }

    @Test
    void aPowerCutInTheFirstStartLeavesAStoreThatOpens() {
        for (int step = 1; step < 12; step++) {
            disk = new SimulatedStorage(step);
            disk.cutPowerAtStep(step);
            AioDiskDb first = new DefaultAioDiskDb(settings().config(), false, new SimulatedPlatform(disk));
            first.start().exceptionally(e -> null).join();
            var after = disk.powerCut();
            first.stop().exceptionally(e -> null).join();
            disk = after;
            start();

            assertThat(db.blocking().addDurably(item(50, 2))).isEqualTo(at(0, 0, 50));
            db.close();
        }
    }

    @Test
    void positionsAreRightAfterALtrimOfTheCurrentIndex() {
        start();
        db.blocking().addDurably(item(300, 1));
        db.blocking().ltrim(0, 100);

        ItemLocation buffered = db.blocking().add(item(50, 2));

        assertThat(buffered).isEqualTo(at(0, 300, 50));
        assertStored(buffered, item(50, 2));
        db.blocking().flush();
        assertStored(buffered, item(50, 2));
        assertStored(at(0, 100, 250), join(Arrays.copyOfRange(item(300, 1), 100, 300), item(50, 2)));
    }

    @Test
    void anExactlyFullFileIsRotated() {
        start();
        Transaction transaction = db.transaction();
        transaction.add(item(1000, 1));
        get(transaction.commit());

        assertThat(db.blocking().addDurably(item(1, 2))).isEqualTo(at(1, 0, 1));
    }

    @Test
    void concurrentAddsDoNotOvershootAFullFile() throws NoSuchFileException {
        start(settings().maxBufferSize(1000));
        for (int seed = 0; seed < 3; seed++) {
            db.blocking().addDurably(item(320, seed));
        }
        List<CompletableFuture<ItemLocation>> added = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            added.add(db.addDurably(item(45, seed)));
        }

        for (int seed = 0; seed < 20; seed++) {
            assertThat(get(added.get(seed))).isEqualTo(at(1, 45L * seed, 45));
            assertStored(at(1, 45L * seed, 45), item(45, seed));
        }
        assertThat(disk.contents("data00000.dat")).hasSize(24 + 960);
    }

    @Test
    void aBufferedItemCanBeReadFromItsMiddle() {
        start();
        db.blocking().add(item(300, 1));

        assertStored(at(0, 100, 50), Arrays.copyOfRange(item(300, 1), 100, 150));
    }

    @Test
    void aNegativeSizeDoesNotMeanTheRestOfTheFile() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ItemLocation(0, 0, -1));
    }

    @Test
    void aStopDuringAFlushLosesNothing() {
        start();
        CompletableFuture<Void> stopped;
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            db.blocking().add(item(400, 1));
            force.awaitReached();
            db.blocking().add(item(400, 2));
            stopped = db.stop();
            CompletableFuture<Void> again = db.stop(); // a second signal
            force.release();
            get(again);
        }
        get(stopped);

        disk = disk.powerCut();
        start();

        assertStored(at(0, 0, 800), join(item(400, 1), item(400, 2)));
    }

    @Test
    void anRtrimBehindTheEndDoesNotExtendTheFile() throws NoSuchFileException {
        start();
        db.blocking().addDurably(item(100, 1));

        failure(InvalidTrimException.class, db.rtrim(0, 101));
        failure(InvalidTrimException.class, db.rtrim(0, 4_000_000_000L));

        assertThat(disk.contents("data00000.dat")).hasSize(124);
        assertThat(db.blocking().addDurably(item(5, 2))).isEqualTo(at(0, 100, 5));
    }
}
