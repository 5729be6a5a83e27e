package io.aiodiskdb.internal.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} keeps, whatever it is made of. Each implementation has a subclass that runs it. */
abstract class StorageContract {

    private Storage storage;

    /** {@return a storage on an empty directory} */
    abstract Storage newStorage() throws IOException;

    /** Gives a name to something that is not a regular file. */
    abstract void placeIrregular(String name) throws IOException;

    /** {@return a quarantined copy} */
    abstract byte[] quarantined(String copy) throws IOException;

    @BeforeEach
    final void makeStorage() throws IOException {
        storage = newStorage();
    }

    // ---------------------------------------------------------------- names

    @Test
    void listsNothingInAnEmptyDirectory() throws IOException {
        assertThat(storage.list()).isEmpty();
    }

    @Test
    void listsWhatWasCreated() throws IOException {
        write("a", "");
        write("b", "");
        assertThat(storage.list()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void listsNamesOfWhateverKind() throws IOException {
        write("a", "");
        placeIrregular("link");
        assertThat(storage.list()).containsExactlyInAnyOrder("a", "link");
    }

    @Test
    void createsAnEmptyFile() throws IOException {
        try (StorageFile file = storage.create("a")) {
            assertThat(file.length()).isZero();
            assertThat(file.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        }
    }

    @Test
    void refusesToCreateANameThatIsTaken() throws IOException {
        write("a", "content");
        placeIrregular("link");
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> storage.create("a"));
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> storage.create("link"));
        assertThat(contents("a")).isEqualTo("content");
    }

    @Test
    void refusesToOpenAMissingFile() throws IOException {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> storage.openForReading("a"));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> storage.openForWriting("a"));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> storage.openForAnyThread("a"));
        assertThat(storage.list()).isEmpty();
    }

    @Test
    void refusesToOpenWhatIsNotARegularFile() throws IOException {
        placeIrregular("link");
        assertThatExceptionOfType(NotARegularFileException.class).isThrownBy(() -> storage.openForReading("link"));
        assertThatExceptionOfType(NotARegularFileException.class).isThrownBy(() -> storage.openForWriting("link"));
        assertThatExceptionOfType(NotARegularFileException.class).isThrownBy(() -> storage.openForAnyThread("link"));
    }

    @Test
    void deletesAFile() throws IOException {
        write("a", "content");
        write("b", "");
        storage.delete("a");
        assertThat(storage.list()).containsExactly("b");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> storage.openForReading("a"));
    }

    @Test
    void deletesAMissingFileSilently() throws IOException {
        storage.delete("a");
        assertThat(storage.list()).isEmpty();
    }

    @Test
    void goesOnWithAnOpenFileThatIsDeleted() throws IOException {
        write("a", "old");
        try (StorageFile file = storage.openForWriting("a")) {
            storage.delete("a");
            write("a", "another");
            file.writeFully(bytes("er"), 3);
            file.force();
            assertThat(contents(file)).isEqualTo("older");
        }
        assertThat(contents("a")).isEqualTo("another");
    }

    @Test
    void renamesAFile() throws IOException {
        write("a", "content");
        storage.rename("a", "b");
        assertThat(storage.list()).containsExactly("b");
        assertThat(contents("b")).isEqualTo("content");
    }

    @Test
    void replacesTheFileThatHasTheNewName() throws IOException {
        write("a", "new");
        write("b", "old");
        try (StorageFile replaced = storage.openForReading("b")) {
            storage.rename("a", "b");
            assertThat(contents(replaced)).isEqualTo("old");
        }
        assertThat(storage.list()).containsExactly("b");
        assertThat(contents("b")).isEqualTo("new");
    }

    @Test
    void goesOnWithAnOpenFileThatIsRenamed() throws IOException {
        write("a", "new");
        try (StorageFile file = storage.openForWriting("a")) {
            storage.rename("a", "b");
            file.writeFully(bytes("er"), 3);
            file.force();
        }
        assertThat(contents("b")).isEqualTo("newer");
    }

    @Test
    void renamesAFileToItsOwnName() throws IOException {
        write("a", "content");
        storage.rename("a", "a");
        assertThat(contents("a")).isEqualTo("content");
    }

    @Test
    void refusesToRenameAMissingFile() throws IOException {
        write("b", "content");
        assertThatIOException().isThrownBy(() -> storage.rename("a", "b"));
        assertThat(contents("b")).isEqualTo("content");
    }

    @Test
    void forcesTheDirectory() throws IOException {
        storage.forceDirectory();
        write("a", "content");
        storage.rename("a", "b");
        storage.forceDirectory();
        storage.delete("b");
        storage.forceDirectory();
        assertThat(storage.list()).isEmpty();
    }

    @Test
    void knowsTheRoomThatIsLeft() throws IOException {
        assertThat(storage.usableSpace()).isPositive();
    }

    // ---------------------------------------------------------------- bytes

    @Test
    void readsAtOnceThroughOneFileWhatWasWrittenThroughAnother() throws IOException {
        try (StorageFile writer = storage.create("a");
                StorageFile reader = storage.openForReading("a")) {
            writer.writeFully(bytes("0123456789"), 0);
            assertThat(contents(reader)).isEqualTo("0123456789");
            writer.truncate(4);
            assertThat(contents(reader)).isEqualTo("0123");
        }
    }

    @Test
    void overwritesInTheMiddle() throws IOException {
        write("a", "0123456789");
        try (StorageFile file = storage.openForWriting("a")) {
            file.writeFully(bytes("abc"), 4);
        }
        assertThat(contents("a")).isEqualTo("0123abc789");
    }

    @Test
    void growsByAWriteAcrossTheEnd() throws IOException {
        write("a", "0123");
        try (StorageFile file = storage.openForWriting("a")) {
            file.writeFully(bytes("abcd"), 2);
        }
        assertThat(contents("a")).isEqualTo("01abcd");
    }

    @Test
    void readsZerosBetweenTheEndAndAWriteBehindIt() throws IOException {
        write("a", "01");
        try (StorageFile file = storage.openForWriting("a")) {
            file.writeFully(bytes("abcd"), 5);
        }
        assertThat(contents("a")).isEqualTo("01\0\0\0abcd");
    }

    @Test
    void transfersAndAdvancesAsMuchAsItReturns() throws IOException {
        try (StorageFile file = storage.create("a")) {
            ByteBuffer source = bytes("..0123456789..").position(2).limit(12);
            int written = file.write(source, 0);
            assertThat(written).isBetween(1, 10);
            assertThat(source.position()).isEqualTo(2 + written);
            assertThat(source.limit()).isEqualTo(12);

            ByteBuffer target = ByteBuffer.allocate(20).position(3).limit(9);
            int read = file.read(target, 0);
            assertThat(read).isBetween(1, Math.min(6, written));
            assertThat(target.position()).isEqualTo(3 + read);
            assertThat(target.limit()).isEqualTo(9);
            assertThat(text(target, 3, read)).isEqualTo("0123456789".substring(0, read));
        }
    }

    @Test
    void writesFromReadOnlyBuffersAndFromSlices() throws IOException {
        try (StorageFile file = storage.create("a")) {
            file.writeFully(bytes("0123").asReadOnlyBuffer(), 0);
            file.writeFully(bytes("....4567").slice(4, 4), 4);
            assertThat(contents(file)).isEqualTo("01234567");
        }
    }

    @Test
    void writesNothingFromAnEmptyBuffer() throws IOException {
        try (StorageFile file = storage.create("a")) {
            assertThat(file.write(ByteBuffer.allocate(0), 100)).isZero();
            file.writeFully(ByteBuffer.allocate(0), 100);
            assertThat(file.length()).isZero();
        }
    }

    @Test
    void readsNothingBehindTheEnd() throws IOException {
        write("a", "0123");
        try (StorageFile file = storage.openForReading("a")) {
            assertThat(file.read(ByteBuffer.allocate(1), 4)).isEqualTo(-1);
            assertThat(file.read(ByteBuffer.allocate(1), 1L << 40)).isEqualTo(-1);
            assertThat(file.readFully(ByteBuffer.allocate(1), 4)).isZero();
        }
    }

    @Test
    void readsFullyUpToTheEnd() throws IOException {
        write("a", "0123456789");
        try (StorageFile file = storage.openForReading("a")) {
            ByteBuffer target = ByteBuffer.allocate(8);
            assertThat(file.readFully(target, 6)).isEqualTo(4);
            assertThat(text(target, 0, 4)).isEqualTo("6789");
            assertThat(file.readFully(ByteBuffer.allocate(0), 0)).isZero();
        }
    }

    @Test
    void cutsAFile() throws IOException {
        write("a", "0123456789");
        try (StorageFile file = storage.openForWriting("a")) {
            file.truncate(10);
            assertThat(file.length()).isEqualTo(10);
            file.truncate(4);
            assertThat(file.length()).isEqualTo(4);
            assertThat(contents(file)).isEqualTo("0123");
            file.truncate(0);
            assertThat(file.length()).isZero();
        }
    }

    @Test
    void readsZerosWhereAFileWasCutAndGrewAgain() throws IOException {
        write("a", "0123456789");
        try (StorageFile file = storage.openForWriting("a")) {
            file.truncate(2);
            file.writeFully(bytes("x"), 8);
            assertThat(contents(file)).isEqualTo("01\0\0\0\0\0\0x");
        }
    }

    @Test
    void refusesNegativeOffsets() throws IOException {
        try (StorageFile file = storage.create("a")) {
            assertThatIllegalArgumentException().isThrownBy(() -> file.read(ByteBuffer.allocate(1), -1));
            assertThatIllegalArgumentException().isThrownBy(() -> file.write(ByteBuffer.allocate(1), -1));
            assertThatIllegalArgumentException().isThrownBy(() -> file.truncate(-1));
        }
    }

    @Test
    void forcesFilesOpenedForWritingAndForReading() throws IOException {
        try (StorageFile file = storage.create("a")) {
            file.force();
            file.writeFully(bytes("0123"), 0);
            file.force();
        }
        try (StorageFile file = storage.openForReading("a")) {
            file.force();
        }
        assertThat(contents("a")).isEqualTo("0123");
    }

    @Test
    void refusesToChangeAFileOpenedForReading() throws IOException {
        write("a", "0123");
        try (StorageFile file = storage.openForReading("a")) {
            assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> file.write(bytes("x"), 0));
            assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> file.truncate(0));
        }
        assertThat(contents("a")).isEqualTo("0123");
    }

    @Test
    void refusesTheUseOfAClosedFile() throws IOException {
        StorageFile file = storage.create("a");
        file.close();
        file.close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.read(ByteBuffer.allocate(1), 0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.write(bytes("x"), 0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.truncate(0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(file::length);
        assertThatExceptionOfType(ForceFailedException.class)
                .isThrownBy(file::force)
                .withCauseInstanceOf(ClosedChannelException.class);
    }

    @Test
    void losesAFileToAnInterruptedThread() throws IOException {
        write("a", "0123");
        try (StorageFile file = storage.openForReading("a")) {
            Thread.currentThread().interrupt();
            try {
                assertThatExceptionOfType(ClosedByInterruptException.class)
                        .isThrownBy(() -> file.read(ByteBuffer.allocate(1), 0));
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThatExceptionOfType(ClosedChannelException.class)
                    .isThrownBy(() -> file.read(ByteBuffer.allocate(1), 0));
        }
    }

    @Test
    void keepsAFileForAnyThreadWhenOneIsInterrupted() throws IOException {
        write("a", "0123");
        try (StorageFile file = storage.openForAnyThread("a")) {
            assumeTrue(file.survivesInterrupts());
            Thread.currentThread().interrupt();
            try {
                file.writeFully(bytes("ab45"), 2);
                file.force();
                file.truncate(5);
                assertThat(file.length()).isEqualTo(5);
                assertThat(contents(file)).isEqualTo("01ab4");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(contents(file)).isEqualTo("01ab4");
        }
    }

    @Test
    void readsFromManyThreadsWhileOneAppends() throws Exception {
        int blocks = 200;
        ExecutorService readers = Executors.newFixedThreadPool(4);
        try (StorageFile writer = storage.create("a");
                StorageFile reader = storage.openForReading("a")) {
            List<Future<Boolean>> reads = new ArrayList<>();
            for (int i = 0; i < blocks; i++) {
                byte[] block = ("block " + i + " of the file").getBytes(US_ASCII);
                long at = 100L * i;
                writer.writeFully(ByteBuffer.wrap(block), at);
                reads.add(readers.submit(() -> {
                    ByteBuffer target = ByteBuffer.allocate(block.length);
                    reader.readFully(target, at);
                    return target.flip().equals(ByteBuffer.wrap(block));
                }));
            }
            for (Future<Boolean> read : reads) {
                assertThat(read.get()).isTrue();
            }
        } finally {
            readers.shutdown();
        }
    }

    // ---------------------------------------------------------------- quarantine

    @Test
    void keepsACopyInQuarantine() throws IOException {
        write("a", "0123456789");
        try (StorageFile source = storage.openForReading("a")) {
            storage.quarantine("copy", source, 3, 4);
            assertThat(contents(source)).isEqualTo("0123456789");
        }
        assertThat(quarantined("copy")).asString(US_ASCII).isEqualTo("3456");
        assertThat(storage.list()).contains("a").doesNotContain("copy");
    }

    @Test
    void numbersQuarantinedCopiesOfOneName() throws IOException {
        write("a", "0123456789");
        try (StorageFile source = storage.openForReading("a")) {
            storage.quarantine("a", source, 0, 1);
            storage.quarantine("a", source, 1, 2);
            storage.quarantine("a", source, 3, 3);
        }
        assertThat(quarantined("a")).asString(US_ASCII).isEqualTo("0");
        assertThat(quarantined("a.1")).asString(US_ASCII).isEqualTo("12");
        assertThat(quarantined("a.2")).asString(US_ASCII).isEqualTo("345");
    }

    @Test
    void quarantinesWhatThereIsOfARange() throws IOException {
        write("a", "0123456789");
        try (StorageFile source = storage.openForReading("a")) {
            storage.quarantine("tail", source, 8, 100);
            storage.quarantine("nothing", source, 4, 0);
            storage.quarantine("behind", source, 20, 5);
        }
        assertThat(quarantined("tail")).asString(US_ASCII).isEqualTo("89");
        assertThat(quarantined("nothing")).isEmpty();
        assertThat(quarantined("behind")).isEmpty();
    }

    // ---------------------------------------------------------------- means

    final Storage storage() {
        return storage;
    }

    final void write(String name, String content) throws IOException {
        try (StorageFile file = storage.create(name)) {
            file.writeFully(bytes(content), 0);
        }
    }

    final String contents(String name) throws IOException {
        try (StorageFile file = storage.openForReading(name)) {
            return contents(file);
        }
    }

    static String contents(StorageFile file) throws IOException {
        ByteBuffer target = ByteBuffer.allocate((int) file.length());
        file.readFully(target, 0);
        return text(target, 0, target.position());
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    private static String text(ByteBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.get(offset, bytes);
        return new String(bytes, US_ASCII);
    }
}
