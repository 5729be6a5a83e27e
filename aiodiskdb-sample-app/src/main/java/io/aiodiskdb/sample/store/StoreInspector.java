package io.aiodiskdb.sample.store;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.sample.archive.ArchiveCensus;
import io.aiodiskdb.sample.archive.FileCensus;
import io.aiodiskdb.sample.item.ItemStore;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Looks at the store and at what the archive has in it. Thread-safe; blocks. */
@Component
class StoreInspector {

    private final AioDiskDb database;
    private final ItemStore items;
    private final ArchiveCensus archive;

    StoreInspector(AioDiskDb database, ItemStore items, ArchiveCensus archive) {
        this.database = database;
        this.items = items;
        this.archive = archive;
    }

    StoreView store() {
        return StoreView.of(database, items.maxItemSize(), null);
    }

    StoreView storeAndFiles() {
        return StoreView.of(database, items.maxItemSize(), files());
    }

    /** {@return the data files, in the order of their numbers} */
    List<FileView> files() {
        Map<Integer, FileCensus> census = archive.take();
        return database.blocking().indices().stream()
                .map(index -> FileView.of(index, census.get(index.index())))
                .toList();
    }
}
