package io.aiodiskdb.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.internal.io.WriteSource;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A buffer and the memory that it is given. */
class WriteBufferTest {

    private static final int PAGE = 4096;
    private static final int HEADER = 24;
    private static final int CAPACITY = 100;

    private final BufferSlots slots = new BufferSlots(
            new BufferSettings(1 << 20, 10, CAPACITY, 100, 100), () -> {}, () -> new NotRunningException("not open"));

    private WriteBuffer filled(byte[] item) {
        slots.append(item, null);
        return Objects.requireNonNull(slots.take(true));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3072, 5000})
    void bytesLieAQuarterOfAPageBehindTheirPlaceInTheFile(int position) {
        slots.open(0, position);
        slots.provide(ByteBuffer.allocateDirect(CAPACITY + WriteSource.SLACK));
        WriteBuffer buffer = filled(new byte[] {1, 2, 3});
        assertThat(buffer.bytes().alignmentOffset(0, PAGE)).isEqualTo((HEADER + position + PAGE / 4) % PAGE);
        assertThat(buffer.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    /** Its place in the memory is another one than that of the buffer before. */
    @Test
    void memoryThatIsUsedAgainHoldsWholeBuffers() {
        slots.open(0, 0);
        slots.provide(ByteBuffer.allocateDirect(CAPACITY + WriteSource.SLACK));
        for (int round = 0; round < 100; round++) {
            byte[] item = new byte[CAPACITY - round % 3];
            item[item.length - 1] = (byte) round;
            WriteBuffer buffer = filled(item);
            byte[] found = new byte[item.length];
            assertThat(buffer.read(buffer.from(), found, 0, item.length)).isTrue();
            assertThat(found).isEqualTo(item);
            assertThat(buffer.bytes()).isEqualTo(ByteBuffer.wrap(item));
            slots.retire(buffer);
            assertThat(buffer.read(buffer.from(), found, 0, 1))
                    .as("after it was retired and before it is used again")
                    .isTrue();
        }
    }

    /** It is allocated by another thread, which may be late. */
    @Test
    void memoryThatComesAfterTheReleaseIsNotKept() {
        slots.open(0, 0);
        slots.release();
        slots.provide(ByteBuffer.allocateDirect(CAPACITY + WriteSource.SLACK));
        slots.open(0, 0);
        assertThat(slots.append(new byte[1], null)).as("an add without memory").isNull();

        slots.provide(ByteBuffer.allocateDirect(CAPACITY + WriteSource.SLACK));
        assertThat(slots.append(new byte[1], null)).isNotNull();
    }
}
