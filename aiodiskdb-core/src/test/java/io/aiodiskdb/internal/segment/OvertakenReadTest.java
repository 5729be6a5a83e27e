package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every place at which a read can be overtaken by a change of the files: before each of its calls of the disk, all of a change
 * happens. It answers with what was there before or with what is there afterwards, and with no mixture and no error.
 */
class OvertakenReadTest {

    private static final int SIZE = 40;
    private static final int ITEMS = 4;
    private static final int MOST_CALLS = 200;
    private static final ByteBuffer UNCHECKED = ByteBuffer.allocate(0);

    /** What overtakes it; an index of four items, and one behind it if it is not the newest. */
    @SuppressWarnings("ImmutableEnumChecker") // its functions keep nothing
    enum Change {
        APPEND(segments -> segments.commit(SegmentFixture.group(0, ITEMS * SIZE, List.of(filled(9))))),
        RIGHT_TRIM(segments -> segments.rtrim(0, SIZE, UNCHECKED)),
        RIGHT_TRIM_AND_APPEND(segments -> {
            segments.rtrim(0, SIZE, UNCHECKED);
            segments.commit(SegmentFixture.group(0, SIZE, List.of(filled(7), filled(8), filled(9))));
        }),
        RIGHT_TRIM_INSIDE_AN_ITEM(segments -> segments.rtrim(0, 2 * SIZE - 7, UNCHECKED)),
        LEFT_TRIM(segments -> segments.ltrim(0, 2L * SIZE, UNCHECKED)),
        LEFT_TRIM_INSIDE_AN_ITEM(segments -> segments.ltrim(0, SIZE + 7, UNCHECKED)),
        BOTH_TRIMS_AND_APPEND(segments -> {
            segments.ltrim(0, SIZE, UNCHECKED);
            segments.rtrim(0, 2L * SIZE, UNCHECKED);
            segments.commit(SegmentFixture.group(0, 2 * SIZE, List.of(filled(8), filled(9))));
        }),
        DROP(segments -> segments.drop(0));

        private final Action action;

        Change(Action action) {
            this.action = action;
        }
    }

    private interface Action {
        void on(SegmentSet segments) throws IOException;
    }

    /** How the store is when the read begins. */
    private record Start(boolean verifyReads, boolean hasBeenRead, boolean reopened) {

        static List<Start> all() {
            List<Start> all = new ArrayList<>();
            for (int bits = 0; bits < 8; bits++) {
                all.add(new Start((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
            }
            return all;
        }
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] original() {
        ByteBuffer all = ByteBuffer.allocate(ITEMS * SIZE);
        for (int value = 1; value <= ITEMS; value++) {
            all.put(filled(value));
        }
        return all.array();
    }

    private static SegmentSet open(Start start, SimulatedStorage disk) throws IOException {
        SegmentSet segments = SegmentFixture.open(disk, 1, start.verifyReads);
        segments.commit(SegmentFixture.group(0, 0, List.of(filled(1), filled(2), filled(3), filled(4))));
        if (start.reopened) {
            segments.markClean();
            segments.close();
            segments = SegmentFixture.open(disk, 1, start.verifyReads);
        }
        if (start.hasBeenRead) {
            assertThat(read(segments, SIZE, 2 * SIZE)).containsExactly(filled(2));
        }
        return segments;
    }

    /** {@return the bytes; none if they are not there} */
    private static byte[] read(SegmentSet segments, int from, int to) throws IOException {
        byte[] target = new byte[to - from];
        return segments.reads().read(0, from, to, target, 0) ? target : new byte[0];
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void answersWithWhatWasThereBeforeOrWithWhatIsThereAfterwards(Change change) throws IOException {
        int overtaken = 0;
        for (Start start : Start.all()) {
            for (int from = 0; from < ITEMS; from++) {
                for (int to = from + 1; to <= ITEMS; to++) {
                    overtaken += overtakeAtEachCall(change, start, from * SIZE, to * SIZE);
                }
            }
        }
        assertThat(overtaken).as("overtaken reads").isGreaterThan(100);
    }

    /** The disk gives a part of what is asked for now and then, so that a read has calls in its middle. {@return how many calls} */
    private static int overtakeAtEachCall(Change change, Start start, int from, int to) throws IOException {
        byte[] before = Arrays.copyOfRange(original(), from, to);
        for (int number = 1; number < MOST_CALLS; number++) {
            AtomicInteger calls = new AtomicInteger();
            SimulatedStorage disk = new SimulatedStorage(1).shortTransferRate(0.5);
            try (SegmentSet segments = open(start, disk)) {
                int which = number;
                disk.faults(call -> {
                    if (calls.incrementAndGet() == which) {
                        change.action.on(segments);
                    }
                    return FaultInjector.ALL;
                });
                byte[] found = read(segments, from, to);
                disk.faults(FaultInjector.none());
                boolean reached = calls.get() >= number;
                byte[] after = read(segments, from, to);
                assertThat(Arrays.equals(found, before) || Arrays.equals(found, after))
                        .as("%s of %d to %d, overtaken at call %d: %s", start, from, to, number, Arrays.toString(found))
                        .isTrue();
                if (!reached) {
                    return number - 1;
                }
            }
        }
        throw new AssertionError("a read that makes more than " + MOST_CALLS + " calls");
    }
}
