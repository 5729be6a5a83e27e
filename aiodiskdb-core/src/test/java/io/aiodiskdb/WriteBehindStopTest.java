package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * A stop while pieces of a buffer are in the file: if the buffer was given up and the stop called clean all the same, the next
 * opening would adopt them as another program's.
 */
class WriteBehindStopTest {

    private static final byte[] DURABLE = TestSeed.bytes(1, 10);
    private static final byte[] BUFFERED = TestSeed.bytes(2, 50);
    private static final ItemLocation SECOND = new ItemLocation(0, DURABLE.length, BUFFERED.length);
    private static final ItemLocation THIRD = new ItemLocation(0, SECOND.end(), BUFFERED.length);

    private final SimulatedStorage disk = new SimulatedStorage(1);

    private InlineStore storeWithPiecesInItsFile() {
        InlineStore store = new InlineStore(disk);
        assertThat(store.succeeds(store.db().start())).isTrue();
        assertThat(store.succeeds(store.db().addDurably(DURABLE))).isTrue();
        assertThat(store.db().add(BUFFERED)).isCompletedWithValue(SECOND);
        assertThat(store.db().add(BUFFERED)).isCompletedWithValue(THIRD); // one piece soon after another
        assertThat(ContentsCheck.contents(disk, ContentsCheck.NAMES.data(0)).length)
                .as("pieces are in the file")
                .isGreaterThan(SegmentHeader.BYTES + DURABLE.length);
        return store;
    }

    @Test
    void stopThatFindsNoRoomIsNotCleanAndLosesNoPiece() {
        InlineStore store = storeWithPiecesInItsFile();
        disk.faults(call -> {
            if (call.kind() == StorageCall.Kind.WRITE) {
                throw new IOException(SimulatedStorage.NO_SPACE);
            }
            return FaultInjector.ALL;
        });
        assertThat(store.succeeds(store.db().stop())).isFalse();
        SimulatedStorage killed = disk.afterRestart(1);
        disk.faults(FaultInjector.none());
        store.close();

        assertThat(lastOf(disk)).as("after a stop with room").isEqualTo(THIRD.end());
        assertThat(lastOf(killed)).as("after a kill").isEqualTo(DURABLE.length);
    }

    /** Where the store ends when it is opened. */
    private static long lastOf(SimulatedStorage found) {
        InlineStore again = new InlineStore(found);
        assertThat(again.succeeds(again.db().start())).isTrue();
        long end = again.db().add(DURABLE).join().position();
        again.close();
        return end;
    }

    @Test
    void stopCommitsTheRest() {
        storeWithPiecesInItsFile().close();

        InlineStore again = new InlineStore(disk);
        assertThat(again.succeeds(again.db().start())).isTrue();
        assertThat(again.db().read(SECOND).join()).hasValue(BUFFERED);
        assertThat(again.db().add(DURABLE).join().position()).isEqualTo(THIRD.end());
        again.close();
    }
}
