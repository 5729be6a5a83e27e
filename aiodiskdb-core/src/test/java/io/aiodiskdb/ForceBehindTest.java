package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.internal.engine.EngineThreads;
import io.aiodiskdb.internal.engine.ForwardingThreads;
import io.aiodiskdb.internal.engine.InlinePlatform;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.PowerCut;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pieces of a buffer are forced before its commit, if somebody has waited for what is in it. */
class ForceBehindTest {

    private static final byte[] DURABLE = TestSeed.bytes(1, 10);
    private static final byte[] BUFFERED = TestSeed.bytes(2, 50);
    private static final ItemLocation FIRST = new ItemLocation(0, 0, DURABLE.length);
    private static final ItemLocation AHEAD = new ItemLocation(0, FIRST.end(), DURABLE.length);
    private static final ItemLocation SECOND = new ItemLocation(0, AHEAD.end(), BUFFERED.length);
    private static final ItemLocation THIRD = new ItemLocation(0, SECOND.end(), BUFFERED.length);

    private final SimulatedStorage disk = new SimulatedStorage(1);
    private final AtomicInteger dataForces = new AtomicInteger();

    /** The first item is committed, the second one written ahead. */
    private InlineStore storeWithADurableItem(UnaryOperator<EngineThreads> threads) {
        InlineStore.placeAhead(disk);
        InlineStore store = new InlineStore(new InlinePlatform(disk, 1, threads));
        assertThat(store.succeeds(store.db().start())).isTrue();
        assertThat(store.succeeds(store.db().addDurably(DURABLE))).isTrue();
        assertThat(store.succeeds(store.db().addDurably(DURABLE))).isTrue();
        assertThat(store.db().stats().flushes()).isOne();
        return store;
    }

    private void countDataForces(boolean failing) {
        disk.faults(call -> {
            if (call.kind() == StorageCall.Kind.FORCE && call.name().endsWith(".dat")) {
                dataForces.incrementAndGet();
                if (failing) {
                    throw new IOException("input/output error");
                }
            }
            return FaultInjector.ALL;
        });
    }

    @Test
    void piecesBehindADurableItemAreForcedBeforeTheCommit() {
        InlineStore store = storeWithADurableItem(UnaryOperator.identity());
        countDataForces(false);
        assertThat(store.db().add(BUFFERED)).isCompletedWithValue(SECOND);
        assertThat(store.db().add(BUFFERED)).isCompletedWithValue(THIRD);

        assertThat(dataForces).hasPositiveValue();
        assertThat(store.db().stats().flushes()).as("no further one").isOne();
        assertThat(store.succeeds(store.db().flush())).isTrue();
        assertThat(store.db().read(THIRD).join()).hasValue(BUFFERED);
        store.close();
    }

    @Test
    void aForceThatFailsEndsTheSessionAndLosesNothingAcknowledged() {
        InlineStore store = storeWithADurableItem(UnaryOperator.identity());
        List<DbEvent> events = new ArrayList<>();
        store.db().addListener(events::add);
        countDataForces(true);
        assertThat(store.db().add(BUFFERED)).isCompletedWithValue(SECOND);
        assertThat(store.db().add(BUFFERED)).isDone();

        assertThat(dataForces).hasValue(1);
        assertThat(store.db().state()).isEqualTo(DbState.FAILED);
        assertThat(events).hasSize(1);
        assertThat(((Failed) events.get(0)).lost())
                .as("what is not durable")
                .containsExactly(new ItemLocation(0, AHEAD.end(), 2L * BUFFERED.length));
        disk.faults(FaultInjector.none());
        assertThat(store.failureOf(store.db().flush())).isInstanceOf(StorageFailedException.class);
        List<SimulatedStorage> cuts = Stream.of(PowerCut.values())
                .map(survivors -> disk.afterPowerCut(survivors, 1))
                .toList();
        store.close();

        for (SimulatedStorage cut : cuts) {
            InlineStore again = new InlineStore(cut);
            assertThat(again.succeeds(again.db().start())).isTrue();
            assertThat(again.db().read(FIRST).join()).hasValue(DURABLE);
            assertThat(again.db().read(AHEAD).join()).hasValue(DURABLE);
            assertThat(again.db().add(BUFFERED)).isCompletedWithValue(SECOND);
            again.close();
        }
    }

    /** It is told by the committer, which may come to it when the database has been stopped, and started again. */
    @Test
    void aForceThatFailedDoesNotEndALaterSession() {
        Deferring committer = new Deferring();
        Deferring forces = new Deferring();
        InlineStore store = storeWithADurableItem(threads -> new ForwardingThreads(threads) {
            @Override
            public Executor committer() {
                return committer;
            }

            @Override
            public Executor forces() {
                return forces;
            }
        });
        forces.defers = true;
        assertThat(store.db().add(BUFFERED)).isCompletedWithValue(SECOND);
        assertThat(store.db().add(BUFFERED)).isCompletedWithValue(THIRD);
        committer.defers = true;
        CompletableFuture<Void> stopped = store.db().stop();
        CompletableFuture<Void> startedAgain = stopped.handle((nothing, failure) -> failure)
                .thenCompose(failure -> {
                    disk.faults(FaultInjector.none());
                    return store.db().start();
                });
        countDataForces(true);
        forces.runAll();
        assertThat(dataForces).as("behind, while the stop waits for its turn").hasValue(1);

        committer.runAll();
        assertThat(stopped).isCompletedExceptionally();
        assertThat(startedAgain).isCompleted();
        assertThat(store.db().state()).isEqualTo(DbState.RUNNING);
        assertThat(store.db().read(AHEAD).join()).hasValue(DURABLE);
        store.close();
    }

    /** Runs tasks at once, or when it is told to. */
    private static final class Deferring implements Executor {

        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private boolean defers;

        @Override
        public void execute(Runnable task) {
            if (defers) {
                tasks.add(task);
            } else {
                task.run();
            }
        }

        /** From now on, they are run at once. */
        void runAll() {
            defers = false;
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }
}
