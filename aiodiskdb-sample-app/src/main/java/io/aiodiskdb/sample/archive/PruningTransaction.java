package io.aiodiskdb.sample.archive;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** A pruning of the store inside a transaction of the table. */
@Component
class PruningTransaction {

    private static final int MOST_LISTED = 100;

    private final DocumentRows rows;

    PruningTransaction(DocumentRows rows) {
        this.rows = rows;
    }

    /**
     * The documents that a pruning hits.
     *
     * @param first the first of them
     * @param count how many they are in all
     */
    record Hits(List<Document> first, long count) {}

    @Transactional(readOnly = true)
    Hits hits(FileRange range) {
        return new Hits(rows.hit(range, MOST_LISTED), rows.countHit(range));
    }

    /** Makes the marks durable, once they are committed; until then a power cut may take them back. */
    void force() {
        rows.force();
    }

    /**
     * Marks documents as gone, and prunes the store before that is committed: if the store refuses, nothing is marked.
     *
     * @return the documents as they are now
     */
    @Transactional
    Hits prune(FileRange range, Runnable store) {
        OffsetDateTime now = Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        List<Document> first = rows.hit(range, MOST_LISTED).stream()
                .map(document -> document.goneAt(now))
                .toList();
        long count = rows.markGone(range, now);
        store.run();
        return new Hits(first, count);
    }
}
