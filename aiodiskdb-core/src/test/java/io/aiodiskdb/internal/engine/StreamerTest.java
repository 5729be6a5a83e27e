package io.aiodiskdb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.internal.buffer.BufferSettings;
import io.aiodiskdb.internal.buffer.BufferSlots;
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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    @Test
    void wholePiecesAreWritten() throws IOException {
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, Runnable::run, PIECE, () -> 0);
            slots.append(new byte[PIECE - 1], null);
            streamer.wake();
            assertThat(written()).isZero();

            slots.append(new byte[2 * PIECE], null);
            streamer.wake();
            assertThat(written()).isEqualTo(2 * PIECE);
        }
    }

    /** Whoever fills the buffers may be waiting for room by then, and fill no further piece. */
    @Test
    void pieceThatCameTooEarlyIsWrittenWhenItMayBe() throws IOException {
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, Runnable::run, PIECE, () -> 0);
            segments.onWriteBehind(streamer::wakeForTheRest);
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

    @Test
    void whatFilledLongAgoIsLeftToItsCommit() throws IOException {
        AtomicLong now = new AtomicLong();
        try (SegmentSet segments = open()) {
            Streamer streamer = new Streamer(slots, segments, Runnable::run, PIECE, now::get);
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
            Streamer streamer = new Streamer(slots, segments, executor, PIECE, () -> 0);
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
