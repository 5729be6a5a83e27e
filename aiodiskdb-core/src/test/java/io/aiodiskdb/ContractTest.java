package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.get;
import static io.aiodiskdb.DatabaseTest.join;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.event.Started;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first half of what the database promises, row by row: adding, committing, recovering. */
class ContractTest extends SimulatedDatabaseTest {

    // ---- add

    @Test
    void addCompletesInRamWithoutTouchingTheDisk() {
        start();
        db.blocking().add(item(1, 0)); // waits until there are buffers
        long calls = disk.calls();

        CompletableFuture<ItemLocation> added = db.add(item(100, 1));

        assertThat(added).isCompletedWithValue(at(0, 1, 100));
        assertThat(db.read(at(0, 1, 100)))
                .isCompletedWithValueMatching(read -> Arrays.equals(read.orElseThrow(), item(100, 1)));
        assertThat(disk.calls()).isEqualTo(calls);
    }

    @Test
    void addCompletesInTheOrderOfThePositionsAlsoWhenSomeHaveToWait() {
        start();
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            List<ItemLocation> order = Collections.synchronizedList(new ArrayList<>());
            List<CompletableFuture<Void>> adds = new ArrayList<>();
            for (int seed = 0; seed < 4; seed++) {
                if (seed == 2) {
                    force.awaitReached(); // both buffers are taken
                }
                adds.add(db.add(item(300, seed)).thenAccept(order::add));
                if (seed < 2) {
                    get(adds.get(seed));
                }
            }
            assertThat(adds.get(2)).isNotDone();
            force.release();
            get(CompletableFuture.allOf(adds.toArray(CompletableFuture[]::new)));

            assertThat(order).containsExactly(at(0, 0, 300), at(0, 300, 300), at(0, 600, 300), at(1, 0, 300));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void addThatFindsRoomDoesNotCompleteBeforeAnEarlierOneThatHadToWait(boolean asBuffer) {
        start();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<ItemLocation> second;
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            db.blocking().add(item(400, 1));
            db.blocking().add(item(400, 2));
            CompletableFuture<Void> first = db.add(item(300, 3)).thenAccept(location -> {
                busy.countDown();
                await(goOn); // code of the user that takes its time
            });
            second = db.add(item(50, 4));
            force.awaitReached();
            assertThat(first).isNotDone();
        }
        await(busy);

        CompletableFuture<ItemLocation> third = asBuffer ? db.add(ByteBuffer.wrap(item(10, 5))) : db.add(item(10, 5));

        boolean overtaken = third.isDone() && !second.isDone();
        goOn.countDown();
        assertThat(get(second)).isEqualTo(at(1, 300, 50));
        assertThat(get(third)).isEqualTo(at(1, 350, 10));
        assertThat(overtaken)
                .as("the order of completion is that of the positions")
                .isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- addDurably

    @Test
    void addDurablyCompletesOnStableStorage() {
        cutPowerAtEachStep(
                before -> before.blocking().add(item(20, 1)),
                now -> now.blocking().addDurably(item(30, 2)),
                (after, acknowledged) -> {
                    if (acknowledged) {
                        assertStored(at(0, 0, 50), join(item(20, 1), item(30, 2)));
                    }
                    assertThat(after.blocking().verify().isIntact()).isTrue();
                });
    }

    @Test
    void addDurablySharesOneRoundOfForcesWithAllThatWaits() {
        start();
        List<CompletableFuture<ItemLocation>> durable = new ArrayList<>();
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            durable.add(db.addDurably(item(10, 0)));
            force.awaitReached();
            for (int seed = 1; seed < 30; seed++) {
                durable.add(db.addDurably(item(10, seed)));
            }
            assertThat(durable).noneMatch(CompletableFuture::isDone);
        }
        for (int seed = 0; seed < 30; seed++) {
            assertThat(get(durable.get(seed))).isEqualTo(at(0, 10L * seed, 10));
        }

        db.blocking().stop();
        assertThat(db.stats().flushes()).isEqualTo(2);
    }

    // ---- flush

    @Test
    void flushPutsEverythingAddedBeforeOnStableStorage() {
        cutPowerAtEachStep(
                before -> {
                    before.blocking().add(item(300, 1));
                    before.blocking().add(item(300, 2));
                },
                now -> now.blocking().flush(),
                (after, acknowledged) -> {
                    if (acknowledged) {
                        assertStored(at(0, 0, 600), join(item(300, 1), item(300, 2)));
                    }
                });
    }

    // ---- commit of a transaction

    @Test
    void commitIsAllOrNothingThroughAPowerCut() {
        cutPowerAtEachStep(
                before -> {
                    before.blocking().addDurably(item(300, 0));
                    before.blocking().add(item(200, 1));
                },
                ContractTest::commitThreeFiles,
                (after, acknowledged) -> {
                    assertStored(at(0, 0, 300), item(300, 0));
                    int found = walk().size();
                    assertThat(found).as("nothing of it, or all").isIn(1, 2, 6);
                    if (found == 6 || acknowledged) {
                        assertStored(at(0, 300, 200), item(200, 1));
                        assertStored(at(0, 500, 400), item(400, 2));
                        assertStored(at(1, 0, 700), item(700, 3));
                        assertStored(at(1, 700, 100), item(100, 4));
                        assertStored(at(2, 0, 900), item(900, 5));
                    } else {
                        assertAbsent(at(0, 500, 1));
                        assertAbsent(at(1, 0, 1));
                        assertAbsent(at(2, 0, 1));
                    }
                    assertThat(after.blocking().verify().isIntact()).isTrue();
                    after.blocking().addDurably(item(50, 9));
                    assertThat(walk()).hasSize(found + 1);
                });
    }

    private static void commitThreeFiles(AioDiskDb db) {
        try (BlockingTransaction transaction = db.blocking().transaction()) {
            transaction.add(item(400, 2));
            transaction.add(item(700, 3));
            transaction.add(item(100, 4));
            transaction.add(item(900, 5));
            transaction.commit();
        }
    }

    @Test
    void commitShowsNothingBeforeAndLetsReadsGoOnWhileWritesWait() {
        start();
        db.blocking().addDurably(item(100, 0));
        Transaction transaction = db.transaction();
        transaction.add(item(200, 1));
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            CompletableFuture<List<ItemLocation>> commit = transaction.commit();
            force.awaitReached();
            CompletableFuture<ItemLocation> add = db.add(item(50, 2));

            assertThat(add).isNotDone();
            assertThat(commit).isNotDone();
            assertStored(at(0, 0, 100), item(100, 0));
            assertAbsent(at(0, 100, 1));
            assertThat(walk()).hasSize(1);
            force.release();
            assertThat(get(commit)).containsExactly(at(0, 100, 200));
            assertThat(get(add)).isEqualTo(at(0, 300, 50));
        }
        assertStored(at(0, 100, 250), join(item(200, 1), item(50, 2)));
    }

    // ---- write event

    @Test
    void writeEventIsFiredOnlyAfterTheRangeIsOnStableStorage() {
        start();
        events.next(Started.class);
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            CompletableFuture<ItemLocation> added = db.addDurably(item(100, 1));
            force.awaitReached();
            assertThat(added).isNotDone();
            assertThat(events.isEmpty()).isTrue();
        }

        assertThat(events.next(Written.class).covers(at(0, 0, 100))).isTrue();
        reopenAfterPowerCut();
        assertStored(at(0, 0, 100), item(100, 1));
    }

    // ---- recovery

    @Test
    void recoveryFindsAPrefixWithAllThatWasAcknowledged() {
        List<ItemLocation> acknowledged = new ArrayList<>();
        cutPowerAtEachStep(
                before -> acknowledged.clear(),
                now -> {
                    for (int seed = 0; seed < 6; seed++) {
                        now.blocking().add(item(150, seed));
                        ItemLocation durable = now.blocking().addDurably(item(120, seed + 100));
                        acknowledged.add(durable);
                    }
                },
                (after, all) -> {
                    List<ItemLocation> found = walk();
                    assertThat(found).containsAll(acknowledged);
                    for (int number = 0; number < found.size(); number++) {
                        int seed = number / 2;
                        assertStored(found.get(number), number % 2 == 0 ? item(150, seed) : item(120, seed + 100));
                    }
                    assertThat(after.blocking().verify().isIntact()).isTrue();
                });
    }
}
