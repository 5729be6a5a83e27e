package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.NioStorage;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of a buffer may be written before its commit, and what the commit makes of it. */
class WriteBehindTest {

    private static final byte[] FIRST = "first item".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SECOND = "second item".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "OTHER ITEM, a longer one".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private SegmentSet segments;

    @BeforeEach
    void open() throws IOException {
        segments = SegmentFixture.open(new NioStorage(directory), 10, true);
    }

    @AfterEach
    void close() {
        segments.close();
    }

    private boolean write(long buffer, long from, long position, byte[] bytes) throws IOException {
        return segments.writeBehind(buffer, 0, from, position, direct(bytes));
    }

    private static ByteBuffer direct(byte[]... items) {
        int length = 0;
        for (byte[] item : items) {
            length += item.length;
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(length);
        for (byte[] item : items) {
            bytes.put(item);
        }
        return bytes.flip();
    }

    /** Commits what a buffer holds, as the flush does it. */
    private void commit(long buffer, long from, byte[]... items) throws IOException {
        CommitGroup.Part part =
                SegmentFixture.group(0, from, List.of(items)).parts().get(0);
        segments.commit(
                new CommitGroup(List.of(new CommitGroup.Part(0, from, part.items(), List.of(direct(items)))), buffer));
    }

    private String dataFile() throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve("data00000.dat"));
        return new String(bytes, SegmentHeader.BYTES, bytes.length - SegmentHeader.BYTES, StandardCharsets.US_ASCII);
    }

    private String stored(long from, int size) throws IOException {
        byte[] bytes = new byte[size];
        assertThat(segments.reads().read(0, from, from + size, bytes, 0)).isTrue();
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void piecesAreInTheFileBeforeTheCommitAndCannotBeRead() throws IOException {
        assertThat(write(1, 0, 0, FIRST)).isTrue();

        assertThat(dataFile()).isEqualTo("first item");
        assertThat(segments.reads().contains(0, 0, FIRST.length)).isFalse();
        assertThat(segments.next().position()).isZero();
    }

    @Test
    void commitWritesOnlyWhatIsLeft() throws IOException {
        write(1, 0, 0, FIRST);
        // That this survives shows that the commit has not written it again.
        Files.writeString(directory.resolve("data00000.dat"), header() + "FIRST", StandardCharsets.ISO_8859_1);
        commit(1, 0, FIRST, SECOND);

        assertThat(dataFile()).startsWith("FIRST").endsWith("second item");
    }

    private String header() throws IOException {
        return new String(
                Files.readAllBytes(directory.resolve("data00000.dat")),
                0,
                SegmentHeader.BYTES,
                StandardCharsets.ISO_8859_1);
    }

    @Test
    void piecesAndCommitsMakeTheSameFileAsCommitsAlone() throws IOException {
        write(1, 0, 0, FIRST);
        write(1, 0, FIRST.length, SECOND);
        commit(1, 0, FIRST, SECOND, OTHER);
        long from = segments.next().position();
        write(2, from, from, FIRST);
        commit(2, from, FIRST);

        assertThat(dataFile()).isEqualTo("first itemsecond itemOTHER ITEM, a longer onefirst item");
        assertThat(segments.reads().verify(() -> {}, () -> 0, progress -> {}).isIntact())
                .isTrue();
    }

    @Test
    void piecesOfAnotherBufferAreWrittenOver() throws IOException {
        assertThat(write(1, 0, 0, SECOND)).isTrue();
        commit(2, 0, FIRST, OTHER);

        assertThat(stored(0, FIRST.length)).isEqualTo("first item");
        assertThat(stored(FIRST.length, OTHER.length)).isEqualTo("OTHER ITEM, a longer one");
    }

    @Test
    void nothingIsWrittenOfABufferThatIsCommitted() throws IOException {
        write(1, 0, 0, FIRST);
        commit(1, 0, FIRST);

        assertThat(write(1, 0, FIRST.length, OTHER)).isFalse();
        assertThat(write(1, FIRST.length, FIRST.length, OTHER)).isFalse();
        assertThat(dataFile()).isEqualTo("first item");
    }

    @Test
    void nothingIsWrittenOfABufferThatIsNotNext() throws IOException {
        assertThat(write(2, 10, 10, FIRST)).isFalse();
        assertThat(segments.writeBehind(2, 1, 0, 0, direct(FIRST))).isFalse();
        assertThat(write(2, 0, 5, FIRST)).isFalse();
        assertThat(dataFile()).isEmpty();
    }

    @Test
    void aPieceThatDoesNotFollowIsRefused() throws IOException {
        write(1, 0, 0, FIRST);

        assertThat(write(1, 0, 5, SECOND)).isFalse();
        assertThat(write(1, 0, 30, SECOND)).isFalse();
        assertThat(dataFile()).isEqualTo("first item");
    }

    @Test
    void whatWasWrittenIntoAReplacedFileDoesNotCount() throws IOException {
        commit(1, 0, FIRST, SECOND);
        long from = segments.next().position();
        assertThat(write(2, from, from, OTHER)).isTrue();

        segments.ltrim(0, FIRST.length, ByteBuffer.allocate(0));

        assertThat(write(2, from, from + OTHER.length, FIRST)).isFalse();
        commit(2, from, OTHER, FIRST);
        assertThat(stored(from, OTHER.length)).isEqualTo("OTHER ITEM, a longer one");
        assertThat(segments.reads().verify(() -> {}, () -> 0, progress -> {}).isIntact())
                .isTrue();
    }

    @Test
    void buffersAreWrittenBehindAfterAnRtrimToo() throws IOException {
        commit(1, 0, FIRST, SECOND);
        segments.rtrim(0, FIRST.length, ByteBuffer.allocate(0));

        assertThat(write(2, FIRST.length + SECOND.length, FIRST.length + SECOND.length, OTHER))
                .as("where the next buffer would have begun before")
                .isFalse();
        assertThat(write(2, FIRST.length, FIRST.length, OTHER)).isTrue();
        commit(2, FIRST.length, OTHER);
        assertThat(dataFile()).isEqualTo("first itemOTHER ITEM, a longer one");
    }

    @Test
    void nothingIsWrittenOfABufferThatWasCutOffAgain() throws IOException {
        write(1, 0, 0, FIRST);
        commit(1, 0, FIRST);
        segments.rtrim(0, 0, ByteBuffer.allocate(0));

        assertThat(write(1, 0, 0, OTHER)).isFalse();
        assertThat(dataFile()).isEmpty();
    }

    @Test
    void piecesWithoutACommitAreCutOffAtTheNextOpening() throws IOException {
        commit(1, 0, FIRST);
        write(2, FIRST.length, FIRST.length, OTHER);
        segments.close();

        open();

        assertThat(dataFile()).isEqualTo("first item");
        assertThat(segments.next().position()).isEqualTo(FIRST.length);
        assertThat(directory.resolve("quarantine")).isDirectoryContaining("glob:**data00000.dat*");
    }

    @Test
    void itemsLikeThoseThatAnLtrimHasCutOffDoNotLookLikeDamageAfterACrash() throws IOException {
        commit(1, 0, FIRST, FIRST);
        long from = 2L * FIRST.length;
        segments.ltrim(0, from, ByteBuffer.allocate(0));
        write(2, from, from, FIRST);
        segments.close();
        open();
        assertThat(segments.damage()).isNull();

        write(2, from, from, FIRST);
        segments.close();
        open();
        assertThat(segments.damage()).isNull();
    }

    @Test
    void buffersAreWrittenBehindAgainAfterTheFirstCommitBehindAnLtrim() throws IOException {
        commit(1, 0, FIRST);
        segments.ltrim(0, FIRST.length, ByteBuffer.allocate(0));
        commit(2, FIRST.length, FIRST);

        assertThat(write(3, 2L * FIRST.length, 2L * FIRST.length, OTHER)).isTrue();
    }

    @Test
    void onlyWhatWasWrittenBehindOfThatBufferIsForced() throws IOException {
        segments.close();
        segments = SegmentFixture.openForcing(new NioStorage(directory));
        write(2, 0, 0, FIRST);
        long before = segments.figures().forces();

        segments.forceBehind(1);
        assertThat(segments.figures().forces()).isEqualTo(before);
        segments.forceBehind(2);
        assertThat(segments.figures().forces()).isEqualTo(before + 1);

        commit(2, 0, FIRST, SECOND);
        segments.forceBehind(2);
        assertThat(segments.figures().forces()).as("and two of the commit").isEqualTo(before + 3);
        assertThat(stored(FIRST.length, SECOND.length)).isEqualTo("second item");
    }

    /** What the committer does meanwhile would otherwise rely on a force whose error this one has taken away. */
    @ParameterizedTest
    @EnumSource(BesideAForce.class)
    void whatTheCommitterDoesWaitsForAForceThatIsGoingOn(BesideAForce step) throws Exception {
        segments.close();
        SimulatedStorage disk = new SimulatedStorage(1);
        segments = SegmentFixture.openForcing(disk);
        commit(1, 0, FIRST);
        write(2, FIRST.length, FIRST.length, SECOND);
        CountDownLatch forcing = new CountDownLatch(1);
        CountDownLatch mayFail = new CountDownLatch(1);
        disk.faults(call -> {
            if (call.kind() == StorageCall.Kind.FORCE
                    && Thread.currentThread().getName().equals("behind")) {
                forcing.countDown();
                await(mayFail);
                throw new IOException("input/output error");
            }
            return FaultInjector.ALL;
        });
        FutureTask<Void> force = new FutureTask<>(() -> {
            segments.forceBehind(2);
            return null;
        });
        Thread behind = new Thread(force, "behind");
        behind.start();
        await(forcing);
        FutureTask<Void> beside = new FutureTask<>(() -> {
            run(step);
            return null;
        });
        Thread committer = new Thread(beside, "committer");
        committer.start();
        awaitBlocked(committer, beside);

        mayFail.countDown();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(force::get)
                .withCauseInstanceOf(ForceFailedException.class);
        if (step == BesideAForce.CLOSE) {
            beside.get();
        } else {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(beside::get)
                    .withCauseInstanceOf(ForceFailedException.class);
        }
    }

    /** While a group is forced, the next buffer is written, and there may be a lot of it. */
    @Test
    void commitDoesNotWaitForAPieceOfTheNextBuffer() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch mayWrite = new CountDownLatch(1);
        openHoldingBack("behind", writing, mayWrite);
        FutureTask<Boolean> piece = new FutureTask<>(() -> write(2, FIRST.length, FIRST.length, SECOND));
        segments.onForce(() -> {
            new Thread(piece, "behind").start();
            await(writing);
        });
        FutureTask<Void> commit = new FutureTask<>(() -> {
            commit(1, 0, FIRST);
            return null;
        });
        new Thread(commit, "committer").start();

        commit.get(30, TimeUnit.SECONDS);
        assertThat(piece.isDone()).isFalse();
        assertThat(stored(0, FIRST.length)).isEqualTo("first item");
        mayWrite.countDown();
        assertThat(piece.get(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Or it would wait until the buffer is full, and all who add with it. */
    @Test
    void commitIsNextWhenItHasWaitedForAPiece() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch mayWrite = new CountDownLatch(1);
        openHoldingBack("behind", writing, mayWrite);
        FutureTask<Boolean> secondPiece = new FutureTask<>(() -> {
            assertThat(write(1, 0, 0, FIRST)).isTrue();
            return write(1, 0, FIRST.length, SECOND);
        });
        new Thread(secondPiece, "behind").start();
        await(writing);
        FutureTask<Void> commit = new FutureTask<>(() -> {
            commit(1, 0, FIRST, SECOND, OTHER);
            return null;
        });
        Thread committer = new Thread(commit, "committer");
        committer.start();
        awaitBlocked(committer, commit);

        mayWrite.countDown();
        assertThat(secondPiece.get(30, TimeUnit.SECONDS)).isFalse();
        commit.get(30, TimeUnit.SECONDS);
        assertThat(stored(FIRST.length, SECOND.length)).isEqualTo("second item");
    }

    /** Opens a forcing store on a disk that holds the writes of a thread back. */
    private void openHoldingBack(String thread, CountDownLatch writing, CountDownLatch mayWrite) throws IOException {
        segments.close();
        SimulatedStorage disk = new SimulatedStorage(1);
        segments = SegmentFixture.openForcing(disk);
        disk.faults(call -> {
            if (call.kind() == StorageCall.Kind.WRITE
                    && Thread.currentThread().getName().equals(thread)) {
                writing.countDown();
                await(mayWrite);
            }
            return FaultInjector.ALL;
        });
    }

    @Test
    void whetherABufferMayBeWrittenBehindIsKnownBeforeItIsTried() throws IOException {
        assertThat(segments.mayWriteBehind(0, 0)).isTrue();
        commit(1, 0, FIRST);

        assertThat(segments.mayWriteBehind(0, 0)).isFalse();
        assertThat(segments.mayWriteBehind(1, FIRST.length)).isFalse();
        assertThat(segments.mayWriteBehind(0, FIRST.length)).isTrue();
        segments.close();
        assertThat(segments.mayWriteBehind(0, FIRST.length)).isFalse();
    }

    @Test
    void nobodyIsToldOfAForceIfNothingIsForced() throws IOException {
        AtomicInteger told = new AtomicInteger();
        segments.onForce(told::incrementAndGet);
        commit(1, 0, FIRST);
        assertThat(told).hasValue(0);
        assertThat(write(2, FIRST.length, FIRST.length, SECOND)).isTrue();

        segments.close();
        segments = SegmentFixture.openForcing(new NioStorage(directory));
        segments.onForce(told::incrementAndGet);
        commit(1, FIRST.length, SECOND);
        assertThat(told).hasValue(1);
    }

    /** What the committer may be about to do while a force goes on. */
    enum BesideAForce {
        COMMIT,
        RECORD,
        ROLLBACK,
        CLOSE
    }

    private void run(BesideAForce step) throws IOException {
        switch (step) {
            case COMMIT -> commit(2, FIRST.length, SECOND, OTHER);
            case RECORD -> segments.rtrim(0, 0, ByteBuffer.allocate(0));
            case ROLLBACK -> segments.recover();
            case CLOSE -> segments.close();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until it waits for a lock; it fails at once if it ends instead. */
    private static void awaitBlocked(Thread thread, Future<?> task) {
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(task.isDone()).as("ended before the force did").isFalse();
            Thread.onSpinWait();
        }
    }

    @Test
    void aClosedStoreTakesNothing() throws IOException {
        segments.close();

        assertThat(write(1, 0, 0, FIRST)).isFalse();
    }
}
