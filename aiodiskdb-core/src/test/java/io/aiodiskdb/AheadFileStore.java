package io.aiodiskdb;

import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store whose process has died, for an {@link AheadImage} to be put beside it; and what an opening makes of both. */
final class AheadFileStore {

    /** Size of each item. */
    static final int SIZE = 10;

    private static final String JOURNAL = ContentsCheck.NAMES.journal(0);
    private static final String DATA = ContentsCheck.NAMES.data(0);

    private SimulatedStorage disk;

    private AheadFileStore(SimulatedStorage disk) {
        this.disk = disk;
    }

    /** {@return a store of so many groups of one item each} */
    static AheadFileStore of(int items) {
        AheadFileStore store = new AheadFileStore(new SimulatedStorage(items));
        store.goOn(1, 0, items);
        return store;
    }

    /** {@return what is to be a store} */
    static AheadFileStore on(SimulatedStorage disk) {
        return new AheadFileStore(disk);
    }

    /** {@return the bytes of an item} */
    static byte[] item(int number) {
        return TestSeed.bytes(number + 1, SIZE);
    }

    /**
     * Opens it and adds items, each in a group of its own, until the process dies.
     *
     * @param seed decides the epochs
     */
    AheadFileStore goOn(long seed, int first, int items) {
        InlineStore store = new InlineStore(disk, seed);
        succeed(store, store.succeeds(store.db().start()));
        for (int number = first; number < first + items; number++) {
            succeed(store, store.succeeds(store.db().add(item(number))));
            succeed(store, store.succeeds(store.db().flush()));
        }
        SimulatedStorage next = disk.afterRestart(seed);
        store.close();
        disk = next;
        return this;
    }

    private static void succeed(InlineStore store, boolean success) {
        if (!success) {
            throw new IllegalStateException("fails in state " + store.db().state());
        }
    }

    SimulatedStorage disk() {
        return disk;
    }

    List<JournalRecord> records() {
        return StaleRecordJudge.records(disk);
    }

    /** {@return the last record of the journal} */
    JournalRecord last() {
        return records().get(records().size() - 1);
    }

    /** {@return a file of records that continue the last one of the journal, to be filled} */
    AheadImage ahead() {
        return AheadImage.of(last());
    }

    /** Changes a bit of the data file. */
    void spoilData(int position) {
        flip(DATA, ContentsCheck.contents(disk, DATA).length - ContentsCheck.dataBytes(disk, 0).length + position);
    }

    /** Changes a bit of the last byte but so many of the journal. */
    void spoilJournal(int beforeTheEnd) {
        flip(JOURNAL, ContentsCheck.contents(disk, JOURNAL).length - 1 - beforeTheEnd);
    }

    private void flip(String name, int at) {
        byte[] content = ContentsCheck.contents(disk, name);
        content[at] ^= 1;
        disk.place(name, content);
    }

    /** {@return how long the data file and the journal are} */
    String lengths() {
        return ContentsCheck.contents(disk, DATA).length + " and " + ContentsCheck.contents(disk, JOURNAL).length;
    }

    /** {@return null if an opening finds just these items, one behind the other} */
    @Nullable
    String holdsFirst(int items) {
        return holds(
                IntStream.range(0, items).mapToObj(AheadFileStore::asStored).toList());
    }

    /** {@return how an item is described that has its usual place} */
    static String asStored(int number) {
        return described(0, (long) SIZE * number, item(number));
    }

    static String described(int index, long position, byte[] data) {
        return index + ":" + position + " " + HexFormat.of().formatHex(data);
    }

    /** {@return null if an opening finds just these items} */
    @Nullable
    String holds(List<String> items) {
        InlineStore store = new InlineStore(disk, 9);
        String found = found(store);
        store.close();
        return found.equals(items.toString()) ? null : "found " + found + " instead of " + items;
    }

    /** {@return null if an opening finds damage, and cuts nothing} */
    @Nullable
    String isDamaged() {
        String before = lengths();
        InlineStore store = new InlineStore(disk, 9);
        String found = found(store);
        store.close();
        if (!found.equals(DbState.DEGRADED.name())) {
            return "found " + found + " instead of damage";
        }
        return lengths().equals(before) ? null : "the lengths are " + lengths() + " instead of " + before;
    }

    private static String found(InlineStore store) {
        if (!store.succeeds(store.db().start())) {
            return "nothing: it does not open";
        }
        if (store.db().state() != DbState.RUNNING) {
            return store.db().state().name();
        }
        try (Stream<StoredItem> items = store.db().items()) {
            return items.map(StoredItem::location)
                    .map(location -> described(location.index(), location.position(), read(store.db(), location)))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
    }

    private static byte[] read(AioDiskDb db, ItemLocation location) {
        return db.read(location).join().orElse(new byte[0]);
    }
}
