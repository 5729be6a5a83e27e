package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.internal.format.JournalCodec;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.SimulatedStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What follows the last record of a journal that counts: a torn tail, or damage. */
class JournalStateTest {

    private static final int EPOCH = 7;
    private static final int MOST_HEADERS = 1000;

    private static byte[] encoded(JournalRecord record) {
        ByteBuffer bytes = ByteBuffer.allocate(JournalCodec.encodedLength(record));
        JournalCodec.encode(record, bytes);
        return bytes.array();
    }

    /** A record that counts, a bad one, and headers of others, each followed by the next one instead of its own rest. */
    private static JournalState withHeadersBehind(int headers) throws IOException, DamageException {
        byte[] first = encoded(new JournalRecord.Open(1, EPOCH));
        byte[] later = encoded(new JournalRecord.Rtrim(2, EPOCH, 0, 5));
        ByteBuffer journal =
                ByteBuffer.allocate(first.length + (1 + headers) * JournalCodec.HEADER_BYTES + later.length);
        journal.put(first);
        for (int header = 0; header <= headers; header++) {
            journal.put(later, 0, JournalCodec.HEADER_BYTES);
        }
        SimulatedStorage disk = new SimulatedStorage(1);
        disk.place(SegmentFixture.NAMES.journal(0), journal.array());
        return JournalState.read(
                SegmentFiles.list(disk, SegmentFixture.NAMES, SegmentFixture.GENESIS), 0, Long.MAX_VALUE);
    }

    @Test
    void aTailOfAFewWholeHeadersIsTorn() throws Exception {
        JournalState state = withHeadersBehind(MOST_HEADERS);

        assertThat(state.onlyOpen()).isTrue();
        assertThat(state.end()).isEqualTo(JournalCodec.FRAME_BYTES);
    }

    @Test
    void moreWholeHeadersThanACrashMakesAreDamage() {
        assertThatExceptionOfType(DamageException.class).isThrownBy(() -> withHeadersBehind(MOST_HEADERS + 1));
    }
}
