package io.aiodiskdb.sample.archive;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.IndexStats;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Marks the documents that the store does not have any more as gone: pruned shortly before a crash, or by other means.
 *
 * <p>To be run before anything is written, because a write may take the positions of what is missing.
 */
@Component
class Reconciliation {

    private final AioDiskDb database;
    private final DocumentRows rows;

    Reconciliation(AioDiskDb database, DocumentRows rows) {
        this.database = database;
        this.rows = rows;
    }

    /** {@return how many documents it has marked} */
    @Transactional
    public long run() {
        Map<Integer, IndexStats> indexes = database.blocking().indices().stream()
                .collect(Collectors.toMap(IndexStats::index, Function.identity()));
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        long gone = 0;
        for (int number : rows.indexesInUse()) {
            IndexStats index = indexes.get(number);
            if (index == null) {
                gone += rows.markGone(new FileRange(number, 0, Long.MAX_VALUE), now);
            } else if (index.damage() == null) { // else nobody knows what is there
                gone += rows.markGone(new FileRange(number, 0, index.begin()), now);
                gone += rows.markGone(new FileRange(number, index.end(), Long.MAX_VALUE), now);
            }
        }
        return gone;
    }
}
