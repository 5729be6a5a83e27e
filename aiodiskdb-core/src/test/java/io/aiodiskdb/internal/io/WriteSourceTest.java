package io.aiodiskdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where bytes lie that are written to a file. */
class WriteSourceTest {

    private static final int PAGE = 4096;
    private static final int CAPACITY = 10_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 24, 1023, 3071, 3072, 4095, 4096, 128L * 1024 * 1024 * 1024 + 17})
    void sourceLiesAQuarterOfAPageBehindItsPlaceInTheFile(long fileOffset) {
        ByteBuffer memory = ByteBuffer.allocateDirect(CAPACITY + WriteSource.SLACK);
        ByteBuffer source = WriteSource.at(memory, CAPACITY, fileOffset);
        assertThat(source.capacity()).isEqualTo(CAPACITY);
        assertThat(source.alignmentOffset(0, PAGE)).isEqualTo((int) ((fileOffset + PAGE / 4) % PAGE));
    }

    @Test
    void memoryWithoutSlackIsUsedFromItsBegin() {
        ByteBuffer memory = ByteBuffer.allocateDirect(CAPACITY + 5);
        ByteBuffer source = WriteSource.at(memory, CAPACITY, 24);
        assertThat(source.capacity()).isEqualTo(CAPACITY);
        assertThat(source.alignmentOffset(0, PAGE)).isEqualTo(memory.alignmentOffset(0, PAGE));
    }

    @Test
    void memoryOfTheHeapIsUsedFromItsBegin() {
        ByteBuffer memory = ByteBuffer.allocate(CAPACITY + WriteSource.SLACK);
        assertThat(WriteSource.at(memory, CAPACITY, 24).arrayOffset()).isZero();
    }
}
