package io.aiodiskdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real directory, and what only that has: rights, links, and buffers of either kind. */
class NioStorageTest extends StorageContract {

    private static final int BIG = 24 << 20;

    @TempDir
    private Path temporary;

    private Path directory;

    @Override
    Storage newStorage() throws IOException {
        directory = temporary.resolve("db");
        NioStorage.createDirectory(directory);
        return new NioStorage(directory);
    }

    @Override
    void placeIrregular(String name) throws IOException {
        Path target = Files.writeString(temporary.resolve("elsewhere"), "untouched");
        Files.createSymbolicLink(directory.resolve(name), target);
    }

    @Override
    byte[] quarantined(String copy) throws IOException {
        return Files.readAllBytes(directory.resolve(NioStorage.QUARANTINE).resolve(copy));
    }

    @Test
    void createsMissingParents() throws IOException {
        Path deep = temporary.resolve("a/b/c");
        NioStorage.createDirectory(deep);
        assertThat(deep).isEmptyDirectory();
        NioStorage.createDirectory(deep);
        assertThat(deep).isEmptyDirectory();
    }

    @Test
    void leavesADirectoryThatIsThereAsItIs() throws IOException {
        write("a", "content");
        NioStorage.createDirectory(directory);
        assertThat(contents("a")).isEqualTo("content");
    }

    @Test
    void refusesAFileInPlaceOfTheDirectoryOrItsParent() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> NioStorage.createDirectory(file));
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> NioStorage.createDirectory(file.resolve("db")));
    }

    @Test
    void knowsItsDirectory() {
        assertThat(((NioStorage) storage()).directory()).isEqualTo(directory);
    }

    @Test
    void letsOnlyTheOwnerIn() throws IOException {
        requirePosix();
        write("a", "content");
        try (StorageFile source = storage().openForReading("a")) {
            storage().quarantine("a", source, 0, 4);
        }
        Path quarantine = directory.resolve(NioStorage.QUARANTINE);
        assertThat(rights(directory)).isEqualTo("rwx------");
        assertThat(rights(directory.resolve("a"))).isEqualTo("rw-------");
        assertThat(rights(quarantine)).isEqualTo("rwx------");
        assertThat(rights(quarantine.resolve("a"))).isEqualTo("rw-------");
    }

    @Test
    void refusesASymbolicLinkToAFileOfItsOwn() throws IOException {
        write("a", "content");
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> storage().openForReading("link"))
                .withMessageContaining("link");
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> storage().openForWriting("link"))
                .withMessageContaining("link");
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> storage().openForAnyThread("link"))
                .withMessageContaining("link");
    }

    @Test
    void refusesASymbolicLinkToNothing() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), temporary.resolve("missing"));
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> storage().openForReading("link"));
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> storage().openForWriting("link"));
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> storage().openForAnyThread("link"));
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> storage().create("link"));
        assertThat(temporary.resolve("missing")).doesNotExist();
    }

    @Test
    void refusesADirectory() throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> storage().openForReading("sub"));
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> storage().openForWriting("sub"));
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> storage().openForAnyThread("sub"));
    }

    @Test
    void deletesASymbolicLinkAndNotWhatItLeadsTo() throws IOException {
        placeIrregular("link");
        storage().delete("link");
        assertThat(storage().list()).isEmpty();
        assertThat(temporary.resolve("elsewhere")).hasContent("untouched");
    }

    @Test
    void doesNotQuarantineThroughASymbolicLink() throws IOException {
        Path elsewhere = Files.createDirectory(temporary.resolve("other"));
        Files.createSymbolicLink(directory.resolve(NioStorage.QUARANTINE), elsewhere);
        write("a", "content");
        try (StorageFile source = storage().openForReading("a")) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> storage().quarantine("a", source, 0, 4));
        }
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void quarantinesMoreThanOneChunk() throws IOException {
        byte[] content = randomBytes(3 << 20);
        try (StorageFile file = storage().create("a")) {
            file.writeFully(ByteBuffer.wrap(content), 0);
            storage().quarantine("a", file, 0, content.length);
        }
        assertThat(quarantined("a")).isEqualTo(content);
    }

    @Test
    void writesAndReadsBigBuffersOfEitherKind() throws IOException {
        byte[] content = randomBytes(BIG);
        try (StorageFile file = storage().create("a")) {
            file.writeFully(ByteBuffer.wrap(content), 0);
            file.writeFully(ByteBuffer.allocateDirect(BIG).put(content).flip(), BIG);
            file.force();
            assertThat(file.length()).isEqualTo(2L * BIG);

            ByteBuffer heap = ByteBuffer.allocate(BIG);
            assertThat(file.readFully(heap, BIG)).isEqualTo(BIG);
            assertThat(heap.flip()).isEqualTo(ByteBuffer.wrap(content));
            ByteBuffer direct = ByteBuffer.allocateDirect(BIG);
            assertThat(file.readFully(direct, 0)).isEqualTo(BIG);
            assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(content));
        }
    }

    @Test
    void namesTheFileWhenAForceFails() throws IOException {
        StorageFile file = storage().create("a");
        file.close();
        assertThatExceptionOfType(ForceFailedException.class)
                .isThrownBy(file::force)
                .withMessageContaining(directory.resolve("a").toString());
    }

    @Test
    void tellsADirectoryThatCannotBeOpenedFromAForceThatFailed() throws IOException {
        Files.delete(directory);
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> storage().forceDirectory())
                .withMessageContaining(directory.toString());
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private void requirePosix() {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
    }
}
