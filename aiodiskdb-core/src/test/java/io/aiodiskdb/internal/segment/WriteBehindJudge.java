package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Judges what becomes of pieces that were written behind where threads or the pruning of an engine hardly ever put them; a case
 * is such a place.
 */
public final class WriteBehindJudge implements LongFunction<@Nullable String> {

    private static final byte[] SHORT = filled(1, 10);
    private static final byte[] LONG = filled(2, 40);
    private static final byte[] OTHER = filled(3, 40);
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    /** Something that is done to a store; what has been committed in the end is told. */
    private interface Case {
        List<byte[]> run(SegmentSet segments, SimulatedStorage disk) throws IOException;
    }

    private static final List<Case> CASES = List.of(
            WriteBehindJudge::pieceOfABufferThatWasCommitted,
            WriteBehindJudge::piecesOfAnotherBuffer,
            WriteBehindJudge::piecesInAFileThatIsReplaced,
            WriteBehindJudge::piecesThatAreRolledBack,
            WriteBehindJudge::piecesOfWhichAForceHasFailed,
            WriteBehindJudge::forceThatFailsBesideACommit);

    /** How many cases there are. */
    public static final int COUNT = CASES.size();

    @Override
    public @Nullable String apply(long number) {
        return number > COUNT ? null : problem(CASES.get((int) number - 1));
    }

    private static @Nullable String problem(Case judged) {
        SimulatedStorage disk = new SimulatedStorage(1);
        try {
            List<byte[]> committed;
            try (SegmentSet segments = SegmentFixture.openForcing(disk)) {
                committed = judged.run(segments, disk);
                if (segments.isWritable()) {
                    segments.markClean();
                }
            }
            disk.faults(FaultInjector.none());
            try (SegmentSet segments = SegmentFixture.openForcing(disk)) {
                return problem(segments, committed);
            }
        } catch (IOException | RuntimeException e) {
            return e.toString();
        }
    }

    private static @Nullable String problem(SegmentSet segments, List<byte[]> committed) throws IOException {
        long begin = 0;
        for (byte[] item : committed) {
            byte[] found = new byte[item.length];
            boolean there = !segments.reads().contains(0, begin, begin + item.length) // cut off
                    || (segments.reads().read(0, begin, begin + item.length, found, 0) && Arrays.equals(found, item));
            if (!there) {
                return "another item at " + begin;
            }
            begin += item.length;
        }
        long end = segments.next().position();
        return end == begin ? null : "the store ends at " + end + ", but " + begin + " was committed";
    }

    /** By a thread that was slow, and whose buffer has become another one meanwhile. */
    private static List<byte[]> pieceOfABufferThatWasCommitted(SegmentSet segments, SimulatedStorage disk)
            throws IOException {
        commit(segments, 1, 0, LONG);
        segments.rtrim(0, 0, NO_BYTES);
        segments.writeBehind(1, 0, 0, 0, direct(OTHER));
        commit(segments, 2, 0, SHORT);
        return List.of(SHORT);
    }

    private static List<byte[]> piecesOfAnotherBuffer(SegmentSet segments, SimulatedStorage disk) throws IOException {
        segments.writeBehind(1, 0, 0, 0, direct(SHORT));
        commit(segments, 2, 0, LONG);
        return List.of(LONG);
    }

    /** The copy has been made when the piece is written. */
    private static List<byte[]> piecesInAFileThatIsReplaced(SegmentSet segments, SimulatedStorage disk)
            throws IOException {
        commit(segments, 1, 0, SHORT, SHORT);
        long from = segments.next().position();
        disk.faults(call -> {
            if (call.kind() == StorageCall.Kind.RENAME) {
                segments.writeBehind(2, 0, from, from, direct(LONG));
            }
            return FaultInjector.ALL;
        });
        segments.ltrim(0, SHORT.length, NO_BYTES);
        commit(segments, 2, from, LONG, OTHER);
        return List.of(SHORT, SHORT, LONG, OTHER);
    }

    /** The next buffer is written while there is no room for the record of the one before. */
    private static List<byte[]> piecesThatAreRolledBack(SegmentSet segments, SimulatedStorage disk) throws IOException {
        disk.faults(call -> {
            if (call.kind() == StorageCall.Kind.WRITE && call.name().equals(SegmentFixture.NAMES.journal(0))) {
                segments.writeBehind(2, 0, SHORT.length, SHORT.length, direct(LONG));
                throw new IOException(SimulatedStorage.NO_SPACE);
            }
            return FaultInjector.ALL;
        });
        try {
            commit(segments, 1, 0, SHORT);
            throw new IllegalStateException("there was room for the record");
        } catch (IOException e) {
            disk.faults(FaultInjector.none());
        }
        if (segments.writeBehind(3, 0, SHORT.length, SHORT.length, direct(OTHER))) {
            throw new IllegalStateException("written while nothing is open");
        }
        segments.recover();
        commit(segments, 1, 0, SHORT);
        segments.writeBehind(2, 0, SHORT.length, SHORT.length + LONG.length, direct(OTHER));
        commit(segments, 2, SHORT.length, LONG, OTHER);
        return List.of(SHORT, LONG, OTHER);
    }

    /** It has taken away the error that the commit's force would have told, and what was to be forced. */
    private static List<byte[]> piecesOfWhichAForceHasFailed(SegmentSet segments, SimulatedStorage disk)
            throws IOException {
        commit(segments, 1, 0, SHORT);
        segments.writeBehind(2, 0, SHORT.length, SHORT.length, direct(LONG));
        disk.faults(WriteBehindJudge::failForces);
        requireFailedForce("the force", () -> segments.forceBehind(2));
        AtomicInteger changes = new AtomicInteger();
        disk.faults(call -> {
            if (call.kind().isStep()) {
                changes.incrementAndGet();
            }
            return FaultInjector.ALL;
        });
        if (segments.writeBehind(2, 0, SHORT.length, SHORT.length + LONG.length, direct(OTHER))) {
            throw new IllegalStateException("written after a failed force");
        }
        requireFailedForce("the commit", () -> commit(segments, 2, SHORT.length, LONG, OTHER));
        requireFailedForce("the stop", segments::markClean);
        requireFailedForce("the rtrim", () -> segments.rtrim(0, 0, NO_BYTES));
        requireFailedForce("the rollback", segments::recover);
        if (changes.get() > 0) {
            throw new IllegalStateException(changes + " changes of the disk after a failed force");
        }
        segments.close();
        return List.of(SHORT);
    }

    /** The commit's own forces succeed, and mean nothing. */
    private static List<byte[]> forceThatFailsBesideACommit(SegmentSet segments, SimulatedStorage disk)
            throws IOException {
        commit(segments, 1, 0, SHORT);
        AtomicBoolean fails = new AtomicBoolean();
        long next = (long) SHORT.length + LONG.length;
        disk.faults(call -> {
            if (fails.get()) {
                return failForces(call);
            }
            if (call.kind() == StorageCall.Kind.FORCE && call.name().equals(SegmentFixture.NAMES.journal(0))) {
                if (!segments.writeBehind(3, 0, next, next, direct(OTHER))) {
                    throw new IllegalStateException("not written while the group before is forced");
                }
                fails.set(true);
                requireFailedForce("the force", () -> segments.forceBehind(3));
                fails.set(false);
            }
            return FaultInjector.ALL;
        });
        requireFailedForce("the commit", () -> commit(segments, 2, SHORT.length, LONG));
        segments.close();
        return List.of(SHORT, LONG); // nobody was told, but it is whole
    }

    private static int failForces(StorageCall call) throws IOException {
        if (call.kind() == StorageCall.Kind.FORCE) {
            throw new IOException("input/output error");
        }
        return FaultInjector.ALL;
    }

    /** A step of a case. */
    private interface Step {
        void run() throws IOException;
    }

    private static void requireFailedForce(String what, Step step) throws IOException {
        try {
            step.run();
        } catch (ForceFailedException e) {
            return;
        }
        throw new IllegalStateException(what + " has not failed");
    }

    private static void commit(SegmentSet segments, long buffer, long from, byte[]... items) throws IOException {
        CommitGroup.Part part =
                SegmentFixture.group(0, from, List.of(items)).parts().get(0);
        segments.commit(
                new CommitGroup(List.of(new CommitGroup.Part(0, from, part.items(), List.of(direct(items)))), buffer));
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

    private static byte[] filled(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
