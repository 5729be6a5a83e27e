package io.aiodiskdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file for threads that anybody may interrupt, on a real directory. */
class UninterruptibleFileTest {

    private static final String NAME = "a";
    private static final int BLOCK = 16;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path directory;

    private Storage storage;

    @BeforeEach
    void requirePosix() {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        storage = new NioStorage(directory);
    }

    private StorageFile open() throws IOException {
        if (!Files.exists(directory.resolve(NAME))) {
            storage.create(NAME).close();
        }
        StorageFile file = storage.openForAnyThread(NAME);
        assertThat(file).isInstanceOf(UninterruptibleFile.class);
        assertThat(file.survivesInterrupts()).isTrue();
        return file;
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private byte[] onDisk() throws IOException {
        return Files.readAllBytes(directory.resolve(NAME));
    }

    @Test
    void writesAndReadsBuffersOfEitherKind() throws IOException {
        byte[] content = randomBytes(100_000);
        try (StorageFile file = open()) {
            file.writeFully(ByteBuffer.wrap(content), 0);
            file.writeFully(
                    ByteBuffer.allocateDirect(content.length).put(content).flip(), content.length);
            file.force();

            assertThat(file.length()).isEqualTo(2L * content.length);
            ByteBuffer heap = ByteBuffer.allocate(content.length);
            assertThat(file.readFully(heap, content.length)).isEqualTo(content.length);
            assertThat(heap.flip()).isEqualTo(ByteBuffer.wrap(content));
            ByteBuffer direct = ByteBuffer.allocateDirect(content.length);
            assertThat(file.readFully(direct, 0)).isEqualTo(content.length);
            assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(content));
        }
    }

    @Test
    void overwritesInTheMiddleAndTruncates() throws IOException {
        byte[] content = randomBytes(20);
        try (StorageFile file = open()) {
            file.writeFully(ByteBuffer.wrap(new byte[30]), 0);
            file.writeFully(ByteBuffer.wrap(content), 5);
            file.truncate(25);

            assertThat(file.length()).isEqualTo(25);
            assertThat(file.read(ByteBuffer.allocate(1), 25)).isEqualTo(-1);
        }
        assertThat(onDisk()).hasSize(25).endsWith(content).startsWith(new byte[5]);
    }

    @Test
    void refusesNegativeOffsets() throws IOException {
        try (StorageFile file = open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> file.read(ByteBuffer.allocate(1), -1));
            assertThatIllegalArgumentException().isThrownBy(() -> file.write(ByteBuffer.allocate(1), -1));
            assertThatIllegalArgumentException().isThrownBy(() -> file.truncate(-1));
        }
    }

    @Test
    void refusesEverythingWhenItIsClosed() throws IOException {
        StorageFile file = open();
        file.close();
        file.close();

        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.read(ByteBuffer.allocate(1), 0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.write(ByteBuffer.allocate(1), 0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.truncate(0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(file::length);
        assertThatExceptionOfType(ForceFailedException.class)
                .isThrownBy(file::force)
                .withMessageContaining(directory.resolve(NAME).toString())
                .withCauseInstanceOf(ClosedChannelException.class);
    }

    @Test
    void leavesTheRightsAsTheyAre() throws IOException {
        try (StorageFile file = open()) {
            file.writeFully(ByteBuffer.wrap(new byte[10]), 0);
            file.force();
        }

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve(NAME), LinkOption.NOFOLLOW_LINKS)))
                .isEqualTo("rw-------");
    }

    /** An interrupt is sent only when the last one has been noticed, so that one that gets lost is missed. */
    @Test
    @Timeout(120)
    void interruptsHarmNoCallAndAreAllNoticed() throws IOException, InterruptedException {
        int interrupts = 2000;
        AtomicInteger noticed = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (StorageFile file = open()) {
            Thread victim = new Thread(() -> {
                try {
                    while (noticed.get() < interrupts) {
                        operate(file, written.getAndIncrement());
                        if (Thread.interrupted()) {
                            noticed.incrementAndGet();
                        }
                    }
                } catch (IOException | RuntimeException | Error e) {
                    failure.set(e);
                }
            });
            victim.setDaemon(true);
            victim.start();
            for (int sent = 0; sent < interrupts && victim.isAlive(); sent++) {
                int before = sent;
                victim.interrupt();
                requireSoon(() -> noticed.get() > before || !victim.isAlive());
            }
            victim.join();
        }

        assertThat(failure.get()).isNull();
        assertThat(noticed).hasValue(interrupts);
        byte[] content = onDisk();
        assertThat(content).hasSize(BLOCK * written.get());
        for (int number = 0; number < written.get(); number++) {
            assertThat(ByteBuffer.wrap(content).getInt(BLOCK * number)).isEqualTo(number);
        }
    }

    private static void requireSoon(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new AssertionError("an interrupt has not been noticed");
            }
            Thread.onSpinWait();
        }
    }

    private static void operate(StorageFile file, int number) throws IOException {
        long at = (long) BLOCK * number;
        file.writeFully(ByteBuffer.allocate(BLOCK).putInt(0, number), at);
        if (number % 4 == 0) {
            file.force();
        }
        ByteBuffer back = ByteBuffer.allocate(BLOCK);
        assertThat(file.readFully(back, at)).isEqualTo(BLOCK);
        assertThat(back.getInt(0)).isEqualTo(number);
        assertThat(file.length()).isEqualTo(at + BLOCK);
    }
}
