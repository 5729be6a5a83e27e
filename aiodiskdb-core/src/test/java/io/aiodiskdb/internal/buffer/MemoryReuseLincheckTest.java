package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.error.NotRunningException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Readers that are overtaken: with the memory of a single buffer, which each flush gives to the next one at once, a reader
 * that looks at a buffer of before finds the bytes of after. It must notice, and look at the file.
 */
@Param(name = "position", gen = IntGen.class, conf = "0:5")
@Tag("one-jdk")
public class MemoryReuseLincheckTest {

    private static final int CAPACITY = 2;
    private static final int POSITIONS = 64;

    private final BufferSlots slots = new BufferSlots(
            new BufferSettings(POSITIONS, 1, CAPACITY, CAPACITY, 1000),
            () -> {},
            () -> new NotRunningException("not open"));

    /** The file behind the buffer. */
    private final AtomicReferenceArray<@Nullable Byte> file = new AtomicReferenceArray<>(POSITIONS);

    /** How many items may be expected. */
    private final AtomicInteger added = new AtomicInteger();

    /** Opens the slots. */
    public MemoryReuseLincheckTest() {
        slots.open(0, 0);
        slots.provide(ByteBuffer.allocate(CAPACITY));
    }

    private static byte valueAt(int position) {
        return (byte) (position + 1);
    }

    /** Fills the buffer, writes it to the file and gives its memory back. */
    @Operation(nonParallelGroup = "writer")
    public void turnOver() {
        for (int number = 0; number < CAPACITY; number++) {
            slots.append(new byte[] {valueAt(added.get())}, null);
            added.incrementAndGet();
        }
        WriteBuffer taken = slots.take(true);
        for (int at = 0; at < CAPACITY; at++) {
            file.set((int) taken.from() + at, taken.bytes().get(at));
        }
        slots.retire(taken);
    }

    /**
     * Reads an item as the engine does: first what is in RAM, then the file.
     *
     * @param position its position
     * @return whether it was right
     */
    @Operation
    public boolean isRight(@Param(name = "position") int position) {
        boolean expected = position < added.get();
        byte[] target = new byte[1];
        while (true) {
            var view = slots.view();
            WriteBuffer buffer = holder(view.active(), position);
            if (buffer == null) {
                buffer = holder(view.flushing(), position);
            }
            if (buffer == null) {
                Byte found = file.get(position);
                return found == null ? !expected : found == valueAt(position);
            }
            if (buffer.read(position, target, 0, 1)) {
                return target[0] == valueAt(position);
            }
        }
    }

    private static @Nullable WriteBuffer holder(@Nullable WriteBuffer buffer, int position) {
        return buffer != null && position >= buffer.from() && position < buffer.to() ? buffer : null;
    }

    @Test
    void everyInterleavingReadsRight() {
        new ModelCheckingOptions()
                .iterations(8)
                .invocationsPerIteration(300)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(0)
                .check(getClass());
    }

    @Test
    void realThreadsReadRight() {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(4)
                .actorsBefore(1)
                .actorsAfter(0)
                .check(getClass());
    }
}
