package io.aiodiskdb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.buffer.BufferSettings;
import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.buffer.DurabilityWaiter;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.internal.segment.Environment;
import io.aiodiskdb.internal.segment.SegmentSet;
import io.aiodiskdb.internal.segment.SegmentSettings;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * In which order those who wait are told, and a thread whose stack comes to its end while it writes ahead: whoever comes next
 * tells those who wait.
 */
class FlusherTest {

    private static final int ITEM = 10;

    private final SimulatedStorage disk = new SimulatedStorage(1);
    private final BufferSlots slots = new BufferSlots(
            new BufferSettings(1000, 10, 200, 100, 100), () -> {}, () -> new NotRunningException("not open"));
    private final List<DbEvent> events = new ArrayList<>();
    private final AtomicBoolean publishingFails = new AtomicBoolean();
    private final Counters counters = new Counters();
    private final List<Waiter> waiters = new ArrayList<>();
    private int toldBeforeRecovery;
    private int recoveries;
    private SegmentSet segments;
    private Flusher flusher;

    /** Somebody who waits, in whose calls a stack may come to its end. */
    private static final class Waiter implements DurabilityWaiter {
        private int overflows;
        private int told;

        @Override
        public void durable() {
            if (overflows > 0) {
                overflows--;
                throw new StackOverflowError();
            }
            told++;
        }

        @Override
        public void failed(AioDiskDbException reason) {
            throw new AssertionError(reason);
        }

        @Override
        public long deadlineNanos() {
            return Long.MAX_VALUE;
        }
    }

    private final class Context implements EngineContext {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Counters counters() {
            return counters;
        }

        @Override
        public void publish(DbEvent event) {
            if (publishingFails.getAndSet(false)) {
                throw new StackOverflowError();
            }
            events.add(event);
        }
    }

    @BeforeEach
    void open() throws IOException {
        disk.place(FileNames.AHEAD, new byte[4096]);
        try (AioDiskDb db =
                AioDiskDb.builder(Path.of("simulated")).maxBufferSize(200).build()) {
            segments = SegmentSet.open(
                    SegmentSettings.of(db.config()), new Environment(disk, Runnable::run, () -> 0, () -> 1));
        }
        slots.open(0, 0);
        slots.provide(ByteBuffer.allocateDirect(200));
        slots.provide(ByteBuffer.allocateDirect(200));
        flusher = new Flusher(slots, segments, new Context(), this::recovered);
        add(new Waiter()); // a store without a record has nothing that could be continued
        assertThat(flusher.flush(true)).isTrue();
        events.clear();
        waiters.clear();
        recoveries = 0;
    }

    @AfterEach
    void close() {
        segments.close();
    }

    private void recovered() {
        recoveries++;
        toldBeforeRecovery = waiters.stream().mapToInt(waiter -> waiter.told).sum();
    }

    private ItemLocation add(Waiter waiter) {
        waiters.add(waiter);
        return slots.append(new byte[ITEM], waiter);
    }

    private void writeAheadAtTheEndOfTheStack() {
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> flusher.writeAhead());
        assertThat(flusher.hasWork()).isTrue();
    }

    /** So that nobody whose item is durable finds the database degraded by what was before it. */
    @Test
    void recoveryComesBeforeThoseWhoWaitedForWhatIsWrittenAheadAreTold() throws IOException {
        Waiter waiter = new Waiter();
        add(waiter);

        assertThat(flusher.writeAhead()).isTrue();

        assertThat(recoveries).isEqualTo(1);
        assertThat(toldBeforeRecovery).isZero();
        assertThat(waiter.told).isEqualTo(1);
    }

    @Test
    void recoveryComesBeforeThoseWhoWaitedForABufferAreTold() throws IOException {
        disk.faults(call -> {
            if (StorageCall.onFile(FileNames.AHEAD).test(call)) {
                throw new IOException(SimulatedStorage.NO_SPACE);
            }
            return FaultInjector.ALL;
        });
        Waiter waiter = new Waiter();
        add(waiter);

        assertThat(flusher.flush(false)).isTrue();

        assertThat(recoveries).isEqualTo(1);
        assertThat(toldBeforeRecovery).isZero();
        assertThat(waiter.told).isEqualTo(1);
    }

    @Test
    void whoIsToldAtTheEndOfAStackIsToldByTheNextThread() throws IOException {
        Waiter first = new Waiter();
        Waiter second = new Waiter();
        first.overflows = 1;
        ItemLocation location = add(first);
        add(second);

        writeAheadAtTheEndOfTheStack();
        assertThat(first.told + second.told).isZero();
        assertThat(flusher.flush(false)).isTrue();

        assertThat(first.told).isEqualTo(1);
        assertThat(second.told).isEqualTo(1);
        assertThat(events).singleElement().isInstanceOfSatisfying(Written.class, written -> {
            assertThat(written.covers(location)).isTrue();
            assertThat(written.items()).isEqualTo(2);
        });
        assertThat(flusher.hasWork()).isFalse();
        assertThat(slots.figures().itemsBuffered()).isZero();
    }

    @Test
    void eventThatIsNotPublishedAtTheEndOfAStackIsPublishedByTheNextThread() throws IOException {
        Waiter waiter = new Waiter();
        add(waiter);
        publishingFails.set(true);

        writeAheadAtTheEndOfTheStack();
        assertThat(flusher.flush(true)).as("also if all is flushed").isTrue();

        assertThat(waiter.told).isEqualTo(1);
        assertThat(events).hasSize(1);
    }

    @Test
    void forceAtTheEndOfAStackIsFollowedByAFlush() throws IOException {
        Waiter waiter = new Waiter();
        ItemLocation location = add(waiter);
        AtomicBoolean failing = new AtomicBoolean(true);
        disk.faults(call -> {
            boolean ahead = StorageCall.onFile(FileNames.AHEAD).test(call) && call.kind() == Kind.FORCE;
            if (ahead && failing.getAndSet(false)) {
                throw new StackOverflowError();
            }
            return FaultInjector.ALL;
        });

        writeAheadAtTheEndOfTheStack();
        assertThat(waiter.told).isZero();
        assertThat(flusher.flush(false)).isTrue();

        assertThat(waiter.told).isEqualTo(1);
        assertThat(segments.reads().contains(0, location.position(), location.end()))
                .as("in its data file")
                .isTrue();
        assertThat(flusher.hasWork()).isFalse();
        assertThat(flusher.flush(false)).as("nothing is left").isFalse();
    }

    @Test
    void addThatIsToldTwiceIsCompleteOnceItHasItsPlace() {
        FuturePromise<ItemLocation, ItemLocation> promise = FuturePromise.ofValue(Runnable::run);
        PendingAdd add = new PendingAdd(null, 0, true, 0, promise);
        add.durable();
        add.durable();
        assertThat(promise.future()).isNotDone();

        add.placed(new ItemLocation(0, 0, ITEM));

        assertThat(promise.future()).isCompletedWithValue(new ItemLocation(0, 0, ITEM));
    }
}
