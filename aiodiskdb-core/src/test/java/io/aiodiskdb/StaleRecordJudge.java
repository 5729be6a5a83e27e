package io.aiodiskdb;

import io.aiodiskdb.internal.format.GroupPart;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.format.JournalCodec;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Judges what an engine does with a record of an earlier opening behind the last one of this. No crash leaves that as long
 * as OPEN is forced, because it overwrites the head of such a record: lsn and epoch are the second line of defence. So the
 * record is put there by hand.
 */
final class StaleRecordJudge implements LongFunction<@Nullable String> {

    /** How many cases there are. */
    static final int CASES = 3;

    private static final byte[] ITEM = TestSeed.bytes(1, 10);

    @Override
    public @Nullable String apply(long number) {
        SimulatedStorage disk = new SimulatedStorage(number);
        InlineStore store = new InlineStore(disk);
        store.succeeds(store.db().start());
        store.succeeds(store.db().addDurably(ITEM));
        SimulatedStorage crashed = disk.afterRestart(number);
        List<JournalRecord> records = records(crashed);
        store.close();
        JournalRecord last = records.get(records.size() - 1);
        if (number == 1) {
            return problem(crashed, stale(last.lsn() - 1, last.epoch()), "of a lower lsn");
        }
        if (number == 2) {
            return problem(crashed, stale(last.lsn() + 1, last.epoch() + 1), "of another epoch");
        }
        InlineStore again = new InlineStore(crashed, number);
        again.succeeds(again.db().start());
        Set<Long> epochs = new HashSet<>();
        records(crashed).forEach(record -> epochs.add(record.epoch()));
        again.close();
        return epochs.size() == 2 ? null : "two openings have the epochs " + epochs;
    }

    /** A group that continues the one that is there. */
    private static JournalRecord stale(long lsn, long epoch) {
        ItemTable items = new ItemTable();
        items.add(5, 0);
        return new JournalRecord.Commit(lsn, epoch, 5, 10, items, List.of(new GroupPart(0, 5, 10)));
    }

    private static @Nullable String problem(SimulatedStorage disk, JournalRecord stale, String kind) {
        disk.place(JOURNAL, joined(ContentsCheck.contents(disk, JOURNAL), stale));
        InlineStore store = new InlineStore(disk);
        boolean opened = store.succeeds(store.db().start());
        boolean kept = opened
                && store.db()
                        .read(new ItemLocation(0, 0, ITEM.length))
                        .exceptionally(damage -> Optional.empty())
                        .join()
                        .isPresent();
        store.close();
        return kept ? null : "a record " + kind + " was taken for the last one";
    }

    private static final String JOURNAL = ContentsCheck.NAMES.journal(0);

    private static byte[] joined(byte[] journal, JournalRecord record) {
        ByteBuffer all = ByteBuffer.allocate(journal.length + JournalCodec.encodedLength(record));
        all.put(journal);
        JournalCodec.encode(record, all);
        return all.array();
    }

    /** {@return the records of the first journal, all of which are whole} */
    static List<JournalRecord> records(SimulatedStorage disk) {
        ByteBuffer journal = ByteBuffer.wrap(ContentsCheck.contents(disk, JOURNAL));
        List<JournalRecord> records = new ArrayList<>();
        for (int at = 0; at < journal.capacity(); ) {
            JournalCodec.Header header = JournalCodec.decodeHeader(journal, at);
            records.add(JournalCodec.decode(journal, at, header));
            at += header.length();
        }
        return records;
    }
}
