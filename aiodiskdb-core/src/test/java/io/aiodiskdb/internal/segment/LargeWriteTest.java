package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.TestSeed;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Groups of many and of large items in arrays: the JDK would keep, for each thread, a direct buffer as large as the largest
 * array that was ever written, so they are written in parts.
 */
class LargeWriteTest {

    private static final int MOST_BYTES = 256 << 10;
    private static final int[] SIZES = {1, 700_000, 400_000, 3_000_000, 5, 1 << 20, 1};

    @Test
    void goesToTheDiskInPartsAndIsReadBackRight() throws IOException {
        List<Long> writes = new ArrayList<>();
        SimulatedStorage disk = new SimulatedStorage(1);
        try (SegmentSet segments = SegmentFixture.open(disk, 2, true)) {
            disk.faults(call -> {
                if (call.kind() == Kind.WRITE && call.name().endsWith(".dat")) {
                    writes.add(call.length());
                }
                return FaultInjector.ALL;
            });

            segments.commit(group(false));

            assertThat(writes).as("bytes of each write").allMatch(bytes -> bytes <= MOST_BYTES);
            long bytes = IntStream.of(SIZES).asLongStream().sum();
            assertThat(writes.size())
                    .as("small items share a write")
                    .isLessThanOrEqualTo((int) (bytes / MOST_BYTES) + 1);
            assertIsThere(segments);
        }
    }

    @Test
    void isReadBackRightIfDirectBuffersStandBetweenArrays() throws IOException {
        try (SegmentSet segments = SegmentFixture.open(new SimulatedStorage(1), 2, true)) {
            segments.commit(group(true));

            assertIsThere(segments);
        }
    }

    private static byte[] item(int number) {
        return TestSeed.bytes(number, SIZES[number]);
    }

    private static CommitGroup group(boolean everySecondIsDirect) {
        ItemTable table = new ItemTable();
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int number = 0; number < SIZES.length; number++) {
            byte[] item = item(number);
            CRC32C crc = new CRC32C();
            crc.update(item);
            table.add(item.length, (int) crc.getValue());
            boolean direct = everySecondIsDirect && number % 2 == 1;
            buffers.add(
                    direct ? ByteBuffer.allocateDirect(item.length).put(item).flip() : ByteBuffer.wrap(item));
        }
        return new CommitGroup(List.of(new CommitGroup.Part(0, 0, table, buffers)));
    }

    private static void assertIsThere(SegmentSet segments) throws IOException {
        long position = 0;
        for (int number = 0; number < SIZES.length; number++) {
            byte[] found = new byte[SIZES[number]];
            assertThat(segments.reads().read(0, position, position + found.length, found, 0))
                    .as("item %d", number)
                    .isTrue();
            assertThat(found).as("item %d", number).isEqualTo(item(number));
            position += found.length;
        }
    }
}
