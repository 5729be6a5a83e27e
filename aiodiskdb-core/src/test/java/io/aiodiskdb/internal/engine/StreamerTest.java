package io.aiodiskdb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.internal.buffer.AheadPart;
import io.aiodiskdb.internal.buffer.BufferSettings;
import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.buffer.DurabilityWaiter;
import io.aiodiskdb.internal.buffer.WriteBuffer;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.segment.CommitGroup;
import io.aiodiskdb.internal.segment.Environment;
import io.aiodiskdb.internal.segment.SegmentSet;
import io.aiodiskdb.internal.segment.SegmentSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the buffer that is being filled is written to its file. */
class StreamerTest {

    private static final int PIECE = 8;

    private final SimulatedStorage disk = new SimulatedStorage(1);
    private final BufferSlots slots = new BufferSlots(
            new BufferSettings(1000, 10, 64, 100, 100), () -> {}, () -> new NotRunningException("not open"));

    private final List<Throwable> failures = new ArrayList<>();

    private SegmentSet open() throws IOException {
        slots.open(0, 0);
        slots.provide(ByteBuffer.allocateDirect(64));
        try (AioDiskDb db = AioDiskDb.builder(Path.of("simulated")).build()) {
            return SegmentSet.open(
                    SegmentSettings.of(db.config()), new Environment(disk, Runnable::run, () -> 0, () -> 1));
        }
    }

    private long written() throws IOException {
        try (var data = disk.openForReading("data00000.dat")) {
            return data.length() - SegmentHeader.BYTES;
        }
    }

    /** Adds an item that is written ahead. */
    private void appendDurably(int size) {
        slots.append(new byte[size], new DurabilityWaiter() {
            @Override
            public void durable() {}

            @Override
            public void failed(AioDiskDbException reason) {}

            @Override
            public long deadlineNanos() {
                return Long.MAX_VALUE;
            }
        });
        AheadPart part = slots.ahead().take();
        assertThat(part).isNotNull();
        slots.ahead().done(part);
    }

    @Test
    void piecesAreNotForcedBehindWhatWasWrittenAheadBefore() throws IOException {
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, Runnable::run, PIECE, () -> 0, failures::add);
            appendDurably(1);
            slots.append(new byte[4 * PIECE], null);
            long before = segments.figures().forces();
            streamer.wake();
            streamer.wake();
            assertThat(segments.figures().forces()).isEqualTo(before + 1);

            slots.append(new byte[4 * PIECE - 1], null);
            streamer.wake();
            assertThat(written()).isEqualTo(8 * PIECE);
            assertThat(segments.figures().forces()).as("nobody waits any more").isEqualTo(before + 1);
        }
    }

    @Test
    void eachFourthPieceBringsAForceWhileItemsAreWrittenAhead() throws IOException {
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, Runnable::run, PIECE, () -> 0, failures::add);
            streamer.wake(); // from the second piece on
            long before = segments.figures().forces();
            for (int piece = 1; piece <= 7; piece++) {
                appendDurably(PIECE);
                streamer.wake();
                assertThat(segments.figures().forces()).isEqualTo(before + piece / 4);
            }
            assertThat(written()).isEqualTo(7 * PIECE);
        }
    }

    @Test
    void wholePiecesAreWritten() throws IOException {
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, Runnable::run, PIECE, () -> 0, failures::add);
            slots.append(new byte[PIECE - 1], null);
            streamer.wake();
            assertThat(written()).isZero();

            slots.append(new byte[2 * PIECE], null);
            streamer.wake();
            assertThat(written()).isEqualTo(2 * PIECE);
        }
    }

    /** The commit holds up whoever waits for what comes next, so that it had better find little to force. */
    @Test
    void piecesAreForcedIfSomebodyWaitsForWhatIsInTheBuffer() throws IOException {
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, Runnable::run, PIECE, () -> 0, failures::add);
            slots.append(new byte[4 * PIECE], null);
            long before = segments.figures().forces();
            streamer.wake();
            streamer.wake(); // pieces that follow each other fast
            assertThat(written()).isEqualTo(4 * PIECE);
            assertThat(segments.figures().forces()).as("nobody waits").isEqualTo(before);

            appendDurably(PIECE - 1);
            streamer.wake();
            assertThat(segments.figures().forces()).as("no further piece").isEqualTo(before);
            slots.append(new byte[2], null);
            streamer.wake();
            assertThat(segments.figures().forces()).isEqualTo(before + 1);
            slots.append(new byte[PIECE], null);
            streamer.wake();
            assertThat(segments.figures().forces()).as("a piece alone").isEqualTo(before + 1);
            assertThat(failures).isEmpty();
        }
    }

    /** Whoever fills the buffers may be waiting for room by then, and fill no further piece. */
    @Test
    void pieceThatCameTooEarlyIsWrittenWhenItMayBe() throws IOException {
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, Runnable::run, PIECE, () -> 0, failures::add);
            segments.onForce(streamer::wakeForTheRest);
            slots.append(new byte[PIECE], null);
            WriteBuffer first = slots.take(true);
            assertThat(first).isNotNull();
            slots.provide(ByteBuffer.allocateDirect(64));
            slots.append(new byte[2 * PIECE], null);
            streamer.wake();
            assertThat(written()).as("before the first buffer is").isZero();

            segments.commit(new CommitGroup(
                    List.of(new CommitGroup.Part(0, 0, first.items(), List.of(first.bytes()))), first.number()));
            assertThat(written()).isEqualTo(3 * PIECE);
        }
    }

    /** It would take a processor from the one that fills the buffer, for nothing. */
    @Test
    void noThreadIsWokenForWhatCannotBeWrittenYet() throws IOException {
        AtomicInteger woken = new AtomicInteger();
        Executor executor = task -> {
            woken.incrementAndGet();
            task.run();
        };
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, executor, PIECE, () -> 0, failures::add);
            streamer.wake(); // from the second piece on
            slots.append(new byte[PIECE], null);
            assertThat(slots.take(true)).isNotNull();
            slots.provide(ByteBuffer.allocateDirect(64));
            slots.append(new byte[PIECE], null);
            streamer.wake();
            assertThat(woken).as("the first buffer comes before").hasValue(0);
        }
    }

    @Test
    void whatFilledLongAgoIsLeftToItsCommit() throws IOException {
        AtomicLong now = new AtomicLong();
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, Runnable::run, PIECE, now::get, failures::add);
            slots.append(new byte[2 * PIECE], null);
            now.addAndGet(TimeUnit.HOURS.toNanos(1));
            streamer.wakeForTheRest();
            assertThat(written()).isZero();
        }
    }

    /** It would be an add that fails, although its item is in the buffer. */
    @ParameterizedTest
    @ValueSource(classes = {RejectedExecutionException.class, OutOfMemoryError.class, StackOverflowError.class})
    void threadThatCannotBeStartedIsNoTrouble(Class<? extends Throwable> failure) throws IOException {
        AtomicBoolean fails = new AtomicBoolean(true);
        Executor executor = task -> {
            if (fails.get() && failure == RejectedExecutionException.class) {
                throw new RejectedExecutionException();
            } else if (fails.get() && failure == OutOfMemoryError.class) {
                throw new OutOfMemoryError("unable to create native thread");
            } else if (fails.get()) {
                throw new StackOverflowError();
            }
            task.run();
        };
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, executor, PIECE, () -> 0, failures::add);
            streamer.wake(); // from the second piece on
            slots.append(new byte[PIECE], null);
            assertThatCode(streamer::wake).doesNotThrowAnyException();
            assertThat(written()).isZero();

            fails.set(false);
            streamer.wake();
            assertThat(written()).isEqualTo(PIECE);
        }
    }
}
