package io.aiodiskdb.spring.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.model.ItemLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemResourceTest {

    private static final int LARGE = ItemResource.DEFAULT_CHECKED_BYTES + 12_345;

    @TempDir
    private Path directory;

    private AioDiskDb real;

    /** What has been read from the database. */
    private final List<ItemLocation> reads = new ArrayList<>();

    private AioDiskDb database;

    @BeforeEach
    void open() {
        real = AioDiskDb.builder(directory).overwrite(true).build();
        real.blocking().start();
        BlockingAioDiskDb blocking = mock(BlockingAioDiskDb.class, delegatesTo(real.blocking()));
        doAnswer(call -> {
                    ItemLocation location = call.getArgument(0);
                    reads.add(location);
                    return real.blocking().read(location);
                })
                .when(blocking)
                .read(any());
        database = mock(AioDiskDb.class, delegatesTo(real));
        doReturn(blocking).when(database).blocking();
    }

    @AfterEach
    void close() {
        real.close();
    }

    private static byte[] bytes(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }

    private ItemResource resource(byte[] data) {
        real.blocking().addDurably("before".getBytes(UTF_8));
        ItemResource resource = new ItemResource(database, real.blocking().addDurably(data));
        real.blocking().addDurably("behind".getBytes(UTF_8));
        return resource;
    }

    @Test
    void describesTheItem() {
        ItemResource resource = resource(bytes(10));
        assertThat(resource.location()).isEqualTo(new ItemLocation(0, 6, 10));
        assertThat(resource.getDescription()).isEqualTo("item 0:6:10 of " + directory);
        assertThat(resource).hasToString(resource.getDescription());
        assertThat(resource.lastModified()).isEqualTo(-1);
        assertThat(resource.getFilename()).isNull();
        assertThat(resource.isFile()).isFalse();
        assertThat(resource.isOpen()).isFalse();
        assertThat(reads).isEmpty();
    }

    @Test
    void takesAFileName() {
        assertThat(resource(bytes(10)).withFilename("a.txt").withCheckedBytes(5).getFilename())
                .isEqualTo("a.txt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resource(bytes(10)).withFilename(" "))
                .withMessageContaining("but is \" \"");
    }

    @Test
    void refusesANegativeNumberOfCheckedBytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resource(bytes(10)).withCheckedBytes(-1))
                .withMessageContaining("0 to 2147483647, but are -1");
    }

    @Test
    void equalsAnotherOfTheSameItem() {
        ItemLocation location = new ItemLocation(0, 1, 2);
        ItemResource resource = new ItemResource(database, location);
        assertThat(resource)
                .isEqualTo(new ItemResource(database, new ItemLocation(0, 1, 2)).withFilename("a"))
                .hasSameHashCodeAs(new ItemResource(database, new ItemLocation(0, 1, 2)))
                .isNotEqualTo(new ItemResource(database, new ItemLocation(0, 1, 3)))
                .isNotEqualTo(new ItemResource(real, location));
    }

    @Test
    void existsIfTheRangeIsWhollyThere() {
        ItemResource resource = resource(bytes(LARGE));
        assertThat(resource.exists()).isTrue();
        assertThat(resource.isReadable()).isTrue();
        assertThat(reads).allSatisfy(range -> assertThat(range.size()).isEqualTo(1));
        long end = resource.location().end() + 6;
        assertThat(new ItemResource(database, new ItemLocation(0, 6, end - 6)).exists())
                .isTrue();
        assertThat(new ItemResource(database, new ItemLocation(0, 6, end - 5)).exists())
                .isFalse();
        assertThat(new ItemResource(database, new ItemLocation(0, 6, 0)).exists())
                .isFalse();
        assertThat(new ItemResource(database, new ItemLocation(1, 0, 1)).exists())
                .isFalse();
    }

    @Test
    void hasALengthIfTheRangeIsWhollyThere() throws IOException {
        ItemResource resource = resource(bytes(LARGE));
        assertThat(resource.contentLength()).isEqualTo(LARGE);
        assertThat(reads).allSatisfy(range -> assertThat(range.size()).isEqualTo(1));
        real.blocking().ltrim(0, 7);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(resource::contentLength);
        real.blocking().stop();
        assertThatIOException().isThrownBy(resource::contentLength).withCauseInstanceOf(NotRunningException.class);
    }

    @Test
    void doesNotExistOnceATrimHasReachedIt() {
        ItemResource resource = resource(bytes(10));
        real.blocking().ltrim(0, 7);
        assertThat(resource.exists()).isFalse();
        assertThat(new ItemResource(database, new ItemLocation(0, 7, 9)).exists())
                .isTrue();
        real.blocking().rtrim(0, 15);
        assertThat(new ItemResource(database, new ItemLocation(0, 7, 9)).exists())
                .isFalse();
    }

    @Test
    void readsASmallItemInOnePiece() throws IOException {
        byte[] data = bytes(ItemResource.DEFAULT_CHECKED_BYTES);
        ItemResource resource = resource(data);
        try (InputStream in = resource.getInputStream()) {
            assertThat(in.readAllBytes()).isEqualTo(data);
        }
        assertThat(reads).containsExactly(resource.location());
    }

    @Test
    void readsALargeItemInChunks() throws IOException {
        byte[] data = bytes(LARGE);
        ItemResource resource = resource(data);
        try (InputStream in = resource.getInputStream()) {
            assertThat(in.readAllBytes()).isEqualTo(data);
        }
        assertThat(reads)
                .hasSize(5)
                .allSatisfy(range -> assertThat(range.size()).isLessThanOrEqualTo(ItemInputStream.CHUNK));
    }

    @Test
    void readsNoMoreAtATimeThanTheDatabaseAllows() throws IOException {
        try (AioDiskDb small =
                AioDiskDb.builder(directory.resolve("small")).maxReadSize(7).build()) {
            small.blocking().start();
            byte[] data = bytes(20);
            ItemResource resource = new ItemResource(small, small.blocking().add(data));
            try (InputStream in = resource.getInputStream()) {
                assertThat(in.readAllBytes()).isEqualTo(data);
            }
            assertThatIOException()
                    .isThrownBy(resource::getContentAsByteArray)
                    .withCauseInstanceOf(ItemTooLargeException.class);
        }
    }

    @Test
    void skipsWithoutReading() throws IOException {
        byte[] data = bytes(LARGE);
        ItemResource resource = resource(data);
        try (InputStream in = resource.getInputStream()) {
            assertThat(in.skip(LARGE - 10)).isEqualTo(LARGE - 10);
            assertThat(in.skip(-1)).isZero();
            assertThat(reads).isEmpty();
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(data, LARGE - 10, LARGE));
            assertThat(in.skip(1)).isZero();
        }
        assertThat(reads).containsExactly(new ItemLocation(0, 6 + LARGE - 10, 10));
    }

    @Test
    void checksASmallItemAlsoIfAPartIsWanted() throws IOException {
        byte[] data = bytes(100);
        ItemResource resource = resource(data);
        try (InputStream in = resource.getInputStream()) {
            in.skipNBytes(90);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(data, 90, 100));
        }
        assertThat(reads).containsExactly(resource.location());
    }

    @Test
    void readsWhatIsWantedIfNothingIsToBeChecked() throws IOException {
        byte[] data = bytes(100);
        try (InputStream in = resource(data).withCheckedBytes(99).getInputStream()) {
            in.skipNBytes(90);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(data, 90, 100));
        }
        assertThat(reads).containsExactly(new ItemLocation(0, 96, 10));
    }

    @Test
    void readsWhateverTheStepsAre() throws IOException {
        byte[] data = bytes(LARGE);
        ItemResource resource = resource(data);
        Random random = new Random(1);
        for (int round = 0; round < 20; round++) {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            ByteArrayOutputStream wanted = new ByteArrayOutputStream();
            int position = 0;
            try (InputStream in = resource.withCheckedBytes(round % 2 * LARGE).getInputStream()) {
                while (position < LARGE) {
                    int step = Math.min(LARGE - position, 1 + random.nextInt(300_000));
                    switch (random.nextInt(3)) {
                        case 0 -> in.skipNBytes(step);
                        case 1 -> {
                            got.writeBytes(in.readNBytes(step));
                            wanted.write(data, position, step);
                        }
                        default -> {
                            got.write(in.read());
                            wanted.write(data[position]);
                            step = 1;
                        }
                    }
                    position += step;
                    assertThat(in.available()).isBetween(0, LARGE - position);
                }
                assertThat(in.read()).isEqualTo(-1);
                assertThat(in.read(new byte[1])).isEqualTo(-1);
                assertThat(in.read(new byte[0])).isZero();
            }
            assertThat(got.toByteArray()).isEqualTo(wanted.toByteArray());
        }
    }

    @Test
    void transfersFromTheMiddle() throws IOException {
        byte[] data = bytes(LARGE);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = resource(data).getInputStream()) {
            in.skipNBytes(100);
            assertThat(in.read()).isEqualTo(data[100] & 0xFF);
            assertThat(in.transferTo(out)).isEqualTo(LARGE - 101);
        }
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(data, 101, LARGE));
    }

    @Test
    void refusesToReadOnceClosed() throws IOException {
        InputStream in = resource(bytes(10)).getInputStream();
        in.close();
        assertThatIOException().isThrownBy(in::read).withMessageContaining("0:6:10 is closed");
        assertThatIOException().isThrownBy(() -> in.skip(1));
    }

    @Test
    void givesAllBytesAtOnce() throws IOException {
        byte[] data = bytes(LARGE);
        ItemResource resource = resource(data);
        assertThat(resource.getContentAsByteArray()).isEqualTo(data);
        assertThat(reads).containsExactly(resource.location());
    }

    @Test
    void saysThatThereIsNoSuchItem() {
        ItemResource resource = resource(bytes(10));
        real.blocking().dropIndex(0);
        Stream.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        () -> resource.getInputStream().read(), resource::getContentAsByteArray)
                .forEach(read -> assertThatExceptionOfType(NoSuchFileException.class)
                        .isThrownBy(read)
                        .withMessageContaining("0:6:10")
                        .withMessageContaining("not any more"));
    }

    @Test
    void saysThatALargeItemHasGoneInTheMiddleOfIt() throws IOException {
        ItemResource resource = resource(bytes(LARGE));
        try (InputStream in = resource.getInputStream()) {
            assertThat(in.read()).isNotEqualTo(-1);
            real.blocking().dropIndex(0);
            assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(in::readAllBytes);
        }
    }

    @Test
    void doesNotHandOutADamagedItem() throws IOException {
        ItemResource resource = resource(bytes(100));
        real.blocking().stop();
        Path file;
        try (Stream<Path> files = Files.list(directory)) {
            file = files.filter(path -> path.toString().endsWith(".dat"))
                    .findFirst()
                    .orElseThrow();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), channel.size() - 20);
        }
        real.blocking().start();
        InputStream in = resource.getInputStream();
        assertThatIOException()
                .isThrownBy(in::read)
                .withMessageContaining("cannot read item 0:6:100")
                .withCauseInstanceOf(CorruptDataException.class);
    }

    @Test
    void saysThatTheDatabaseDoesNotRun() {
        ItemResource resource = resource(bytes(10));
        real.blocking().stop();
        assertThatIOException()
                .isThrownBy(() -> resource.getInputStream().read())
                .withCauseInstanceOf(NotRunningException.class);
        assertThatThrownBy(resource::exists).isInstanceOf(NotRunningException.class);
    }
}
