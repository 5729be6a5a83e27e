package io.aiodiskdb;

import io.aiodiskdb.internal.engine.InlinePlatform;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a small store, and what it holds: what bit flips and fuzzing begin with.
 *
 * @param name what is special about it
 * @param files its files by name
 * @param items what was acknowledged as durable, by location
 * @param lastGroup the items of the last group, if the store was not stopped after it
 */
record StoreImage(
        String name, Map<String, byte[]> files, Map<ItemLocation, byte[]> items, Set<ItemLocation> lastGroup) {

    private static final int MAX_FILE = 150;
    private static final int MAX_BUFFER = 60;

    static AioDiskDbBuilder settings() {
        return AioDiskDb.builder(Path.of("simulated"))
                .maxFileSize(MAX_FILE)
                .maxBufferSize(MAX_BUFFER)
                .maxOpenFiles(2)
                .overwrite(true);
    }

    static AioDiskDb database(SimulatedStorage disk) {
        return new DefaultAioDiskDb(settings().config(), false, new InlinePlatform(disk, 1));
    }

    /** {@return one store for each way in which its newest journal may end} */
    static List<StoreImage> all() {
        return List.of(
                of("stopped", true, 0, db -> {}),
                of("stopped after all kinds of pruning", true, 0, StoreImage::prune),
                of("not stopped, after an add", false, 1, db -> {}),
                of("not stopped, after a transaction in two files", false, 4, db -> {
                    try (BlockingTransaction transaction = db.blocking().transaction()) {
                        for (int number = 0; number < 4; number++) {
                            transaction.add(item(40, 50 + number));
                        }
                        transaction.commit();
                    }
                }),
                of("not stopped, after an opening", false, 0, db -> {
                    db.blocking().stop();
                    db.blocking().start();
                }),
                of("not stopped, after an rtrim", false, 0, db -> db.blocking().rtrim(1, 45)),
                of("not stopped, after a drop", false, 0, db -> db.blocking().dropIndex(0)),
                of("not stopped, after an ltrim", false, 0, db -> {
                    db.blocking().addDurably(item(40, 60));
                    db.blocking().stop();
                    db.blocking().start();
                    db.blocking().ltrim(2, 15);
                }));
    }

    private static void prune(AioDiskDb db) {
        db.blocking().ltrim(0, 50);
        db.blocking().rtrim(1, 65);
        for (int number = 0; number < 4; number++) {
            db.blocking().addDurably(item(55, 70 + number));
        }
        db.blocking().dropIndex(2);
        db.blocking().ltrim(3, 5);
    }

    private static StoreImage of(String name, boolean stopped, int lastItems, Consumer<AioDiskDb> last) {
        SimulatedStorage disk = new SimulatedStorage(1);
        AioDiskDb db = database(disk);
        db.blocking().start();
        for (int number = 0; number < 12; number++) {
            db.blocking().addDurably(item(20 + number, number));
        }
        last.accept(db);
        TreeMap<ItemLocation, byte[]> items = new TreeMap<>();
        try (Stream<StoredItem> walk = db.items()) {
            walk.map(StoredItem::location)
                    .forEach(at -> items.put(at, db.blocking().read(at).orElseThrow()));
        }
        if (stopped) {
            db.blocking().stop();
        }
        Set<ItemLocation> lastGroup =
                items.keySet().stream().skip(items.size() - lastItems).collect(Collectors.toSet());
        return new StoreImage(name, filesOf(disk), items, lastGroup);
    }

    static byte[] item(int size, long seed) {
        return TestSeed.bytes(seed, size);
    }

    static Map<String, byte[]> filesOf(SimulatedStorage disk) {
        try {
            TreeMap<String, byte[]> files = new TreeMap<>();
            for (String name : disk.list()) {
                if (!disk.isIrregular(name)) {
                    files.put(name, disk.contents(name));
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
