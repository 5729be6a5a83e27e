package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Linearizability of the buffers: whatever the threads' steps are between each other, adds, flushes and reads answer as if
 * they had been done one after the other. Items are of one byte and a buffer of two, so that memory is used again at once
 * while readers still look at it.
 */
@Param(name = "value", gen = IntGen.class, conf = "1:99")
@Param(name = "position", gen = IntGen.class, conf = "0:7")
@Tag("one-jdk")
public class BufferSlotsLincheckTest {

    private static final int ABSENT = -1;
    private static final int NO_ROOM = -2;
    private static final int POSITIONS = 64;

    private final BufferSlots slots = new BufferSlots(
            new BufferSettings(POSITIONS, 1, 2, 2, 1000), () -> {}, () -> new NotRunningException("not open"));

    /** The file behind the buffers. */
    private final AtomicReferenceArray<Byte> file = new AtomicReferenceArray<>(POSITIONS);

    /** Confined to the committer. */
    private WriteBuffer taken;

    /** Opens the slots. */
    public BufferSlotsLincheckTest() {
        slots.open(0, 0);
        slots.provide(ByteBuffer.allocate(2));
        slots.provide(ByteBuffer.allocate(2));
    }

    /**
     * Adds an item.
     *
     * @param value its only byte
     * @return its position
     */
    @Operation
    public long append(@Param(name = "value") int value) {
        ItemLocation location = slots.append(new byte[] {(byte) value}, null);
        return location == null ? NO_ROOM : location.position();
    }

    /**
     * Reads an item as the engine does: first what is in RAM, then the file.
     *
     * @param position its position
     * @return its byte
     */
    @Operation
    public int read(@Param(name = "position") int position) {
        byte[] target = new byte[1];
        while (true) {
            var view = slots.view();
            WriteBuffer buffer = holder(view.active(), position);
            if (buffer == null) {
                buffer = holder(view.flushing(), position);
            }
            if (buffer == null) {
                Byte found = file.get(position);
                return found == null ? ABSENT : found;
            }
            if (buffer.read(position, target, 0, 1)) {
                return target[0];
            }
        }
    }

    private static WriteBuffer holder(WriteBuffer buffer, int position) {
        return buffer != null && position >= buffer.from() && position < buffer.to() ? buffer : null;
    }

    /**
     * Takes what is to be flushed, and writes it to the file.
     *
     * @return number of bytes
     */
    @Operation(nonParallelGroup = "committer")
    public int take() {
        if (taken != null) {
            return ABSENT;
        }
        taken = slots.take(true);
        if (taken == null) {
            return 0;
        }
        ByteBuffer bytes = taken.bytes();
        for (int at = 0; at < bytes.limit(); at++) {
            file.set((int) taken.from() + at, bytes.get(at));
        }
        return bytes.limit();
    }

    /**
     * Gives the memory of what has been flushed to the next buffer.
     *
     * @return whether there was anything
     */
    @Operation(nonParallelGroup = "committer")
    public boolean retire() {
        if (taken == null) {
            return false;
        }
        WriteBuffer flushed = taken;
        taken = null;
        slots.retire(flushed);
        return true;
    }

    /** Everything ever added is in RAM or in the file. */
    @Validate
    public void nothingIsLost() {
        BufferSlots.Figures figures = slots.figures();
        for (int position = 0; position < figures.bytesAdded(); position++) {
            if (read(position) == ABSENT) {
                throw new AssertionError("nothing at " + position + " of " + figures.bytesAdded());
            }
        }
    }

    @Test
    void everyInterleavingIsLinearizable() {
        new ModelCheckingOptions()
                .iterations(8)
                .invocationsPerIteration(150)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(3)
                .actorsAfter(2)
                .check(getClass());
    }

    @Test
    void realThreadsAreLinearizable() {
        new StressOptions()
                .iterations(30)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(3)
                .actorsAfter(2)
                .check(getClass());
    }
}
