package io.aiodiskdb.sample.archive;

import io.aiodiskdb.spring.transaction.AioDiskDbTransactions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores files and their rows together: all on stable storage, or none there. */
@Service
class DurableTransaction {

    private final AioDiskDbTransactions items;
    private final DocumentRows rows;

    DurableTransaction(AioDiskDbTransactions items, DocumentRows rows) {
        this.items = items;
        this.rows = rows;
    }

    /**
     * Stores files; blocks.
     *
     * @param files any number
     * @return their rows, in the same order. To be looked at when the transaction is over: the items, and with them their
     *     locations, come into being just before it commits
     */
    @Transactional
    List<Document> store(List<ReceivedFile> files) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<Document> documents = new ArrayList<>();
        for (ReceivedFile file : files) {
            items.add(file.content(), location -> {
                Document document = Document.of(file, location, now);
                rows.insertAll(List.of(document));
                documents.add(document);
            });
        }
        return documents;
    }
}
