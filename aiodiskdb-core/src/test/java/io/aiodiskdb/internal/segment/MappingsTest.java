package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class MappingsTest {

    private static final int SIZE = 500;
    private static final int FILES = 6;
    private static final int OFTEN = 100;

    @TempDir
    private Path directory;

    private WatchedMappings watched;

    @BeforeEach
    void watch() {
        watched = new WatchedMappings(directory, true);
    }

    private SegmentSet fill() throws IOException {
        SegmentSet segments = SegmentFixture.open(watched.storage(), 3, true);
        for (int index = 0; index < FILES; index++) {
            segments.commit(SegmentFixture.group(index, 0, List.of(content(index + 1))));
        }
        return segments;
    }

    private static byte[] content(int value) {
        byte[] content = new byte[SIZE];
        Arrays.fill(content, (byte) value);
        return content;
    }

    private static void read(SegmentSet segments, int index, int times) throws IOException {
        for (int time = 0; time < times; time++) {
            byte[] found = new byte[SIZE];
            assertThat(segments.reads().read(index, 0, SIZE, found, 0)).isTrue();
            assertThat(found).isEqualTo(content(index + 1));
        }
    }

    @Test
    void aFileThatIsReadOftenIsMapped() throws IOException {
        try (SegmentSet segments = fill()) {
            read(segments, 2, 3);
            assertThat(segments.reads().readMapped(2, 0, SIZE, false))
                    .as("read seldom")
                    .isNull();
            assertThat(watched.mapped).hasValue(0);

            read(segments, 2, OFTEN);

            assertThat(segments.reads().readMapped(2, 0, SIZE, false)).isEqualTo(content(3));
            assertThat(segments.reads().readMapped(2, 0, SIZE, true)).isEqualTo(content(3));
            assertThat(segments.reads().readMapped(2, 10, 20, false))
                    .as("a part")
                    .hasSize(10);
            assertThat(watched.mapped).hasValue(1);
        }
        assertThat(watched.mapped).as("left mapped").hasValue(0);
    }

    @Test
    void whatIsNotThereIsLeftToTheOtherWay() throws IOException {
        try (SegmentSet segments = fill()) {
            read(segments, 2, OFTEN);
            assertThat(segments.reads().readMapped(2, 1, SIZE + 1, false)).isNull();
            assertThat(segments.reads().readMapped(FILES, 0, 1, false)).isNull();
            segments.drop(2);
            assertThat(segments.reads().readMapped(2, 0, SIZE, false)).isNull();
        }
    }

    @Test
    void aDamagedItemIsLeftToTheOtherWay() throws IOException {
        try (SegmentSet segments = fill()) {
            read(segments, 2, OFTEN);
            Path file = directory.resolve(SegmentFixture.NAMES.data(2));
            byte[] bytes = Files.readAllBytes(file);
            bytes[SegmentHeader.BYTES + 7] ^= 1;
            try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(bytes), 0);
            }
            assertThat(segments.reads().readMapped(2, 0, SIZE, false)).isNull();
        }
    }

    @Test
    void aFileThatGrowsIsMappedAnewInSteps() throws IOException {
        int large = 700_000;
        try (SegmentSet segments = fill()) {
            int last = FILES - 1;
            read(segments, last, OFTEN);
            assertThat(watched.mostMapped).hasValue(1);
            long end = SIZE;
            for (int group = 0; group < 4; group++) {
                byte[] more = new byte[large];
                Arrays.fill(more, (byte) (group + 50));
                segments.commit(SegmentFixture.group(last, end, List.of(more)));
                boolean mapped = segments.reads().readMapped(last, end, end + large, false) != null;
                assertThat(mapped).as("mapped before it is worth it").isFalse();
                byte[] found = new byte[large];
                assertThat(segments.reads().read(last, end, end + large, found, 0))
                        .isTrue();
                assertThat(found).isEqualTo(more);
                end += large;
            }
            assertThat(segments.reads().readMapped(last, end - large, end, false))
                    .as("behind the second step")
                    .isNotNull();
            assertThat(watched.mapped).hasValue(1);
        }
        assertThat(watched.mapped).hasValue(0);
        assertThat(watched.fault).hasValue(null);
    }

    @Test
    void afterARefusalFilesAreReadWithoutMapping() throws IOException {
        watched.refusing = true;
        try (SegmentSet segments = fill()) {
            read(segments, 1, OFTEN);
            watched.refusing = false;
            read(segments, 2, OFTEN);
            assertThat(segments.reads().readMapped(2, 0, SIZE, false)).isNull();
            assertThat(watched.mostMapped).hasValue(0);
        }
    }

    @Test
    void noMoreFilesThanAllowedAreMappedAndTheOneNotUsedForLongestGivesWay() throws IOException {
        assertBounded(new Mappings(3, 1 << 20), 3);
    }

    @Test
    void noMoreBytesThanAllowedAreMapped() throws IOException {
        assertBounded(new Mappings(1000, 3 * (SegmentHeader.BYTES + SIZE) + 1), 3);
    }

    private void assertBounded(Mappings mappings, int most) throws IOException {
        fill().close();
        SegmentFiles files = SegmentFiles.list(watched.storage(), SegmentFixture.NAMES, SegmentFixture.GENESIS);
        ReadHandles handles = new ReadHandles(files, 2, mappings);
        SegmentReader reader = new SegmentReader(handles, false);
        MappedReader mapped = new MappedReader(mappings, false);
        List<Segment> segments = segments(files);
        for (int round = 0; round < 3; round++) {
            for (Segment segment : segments) {
                for (int time = 0; time < OFTEN; time++) {
                    byte[] found = new byte[SIZE];
                    assertThat(reader.read(segment, 0, SIZE, found, 0)).isTrue();
                    assertThat(found).isEqualTo(content(segment.index() + 1));
                }
                assertThat(mapped.read(segment, 0, SIZE, false))
                        .as("segment %s", segment.index())
                        .isNotNull();
                assertThat(mapped.read(segments.get(0), 0, SIZE, false) == null)
                        .as("the first one is used all the time; round %s, segment %s", round, segment.index())
                        .isFalse();
            }
        }
        assertThat(watched.mostMapped).hasValue(most);
        handles.close();
        assertThat(watched.mapped).hasValue(0);
        assertThat(watched.fault).hasValue(null);
    }

    private static List<Segment> segments(SegmentFiles files) {
        List<Segment> segments = new ArrayList<>();
        for (int index = 0; index < FILES; index++) {
            segments.add(new Segment(
                    index,
                    new Segment.View(0, SIZE, -1, 0, false),
                    new ItemIndex(files, index, new ItemBlockCache(1 << 20))));
        }
        return segments;
    }

    @Test
    void filesThatWereUsedOnceGiveWayToOneThatIsUsedNow() throws IOException {
        fill().close();
        Mappings mappings = new Mappings(2, 1 << 20);
        SegmentFiles files = SegmentFiles.list(watched.storage(), SegmentFixture.NAMES, SegmentFixture.GENESIS);
        ReadHandles handles = new ReadHandles(files, 2, mappings);
        MappedReader mapped = new MappedReader(mappings, false);
        List<Segment> segments = segments(files);
        readOften(handles, segments.get(0));
        readOften(handles, segments.get(1));
        assertThat(mapped.read(segments.get(0), 0, SIZE, false)).isNotNull();
        assertThat(mapped.read(segments.get(1), 0, SIZE, false)).isNotNull();

        readOften(handles, segments.get(2));

        assertThat(mapped.read(segments.get(2), 0, SIZE, false)).isNotNull();
        assertThat(watched.mostMapped).hasValue(2);
        handles.close();
    }

    private static void readOften(ReadHandles handles, Segment segment) throws IOException {
        SegmentReader reader = new SegmentReader(handles, false);
        for (int time = 0; time < OFTEN; time++) {
            assertThat(reader.read(segment, 0, SIZE, new byte[SIZE], 0)).isTrue();
        }
    }

    @Test
    void whatIsInUseDoesNotGiveWay() throws IOException {
        fill().close();
        Mappings mappings = new Mappings(1, 1 << 20);
        SegmentFiles files = SegmentFiles.list(watched.storage(), SegmentFixture.NAMES, SegmentFixture.GENESIS);
        ReadHandles handles = new ReadHandles(files, 2, mappings);
        Segment first = new Segment(
                0, new Segment.View(0, SIZE, -1, 0, false), new ItemIndex(files, 0, new ItemBlockCache(1 << 20)));
        ReadHandle handle = handles.open(first);
        for (int time = 0; time < OFTEN; time++) {
            mappings.wasRead(first, handle);
        }
        MappedFile file = first.mappedFile();
        assertThat(file).isNotNull();
        int cell = file.readers().enter();
        handles.invalidateAll();
        assertThat(first.mappedFile()).as("offered").isNull();
        assertThat(watched.mapped).as("mapped as long as it is in use").hasValue(1);

        file.readers().leave(cell);

        assertThat(watched.mapped).hasValue(0);
        handles.release(handle);
        handles.close();
    }
}
