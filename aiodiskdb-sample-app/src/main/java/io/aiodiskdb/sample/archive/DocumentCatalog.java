package io.aiodiskdb.sample.archive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * All documents: those that are pending, and those with a row. Thread-safe; blocks.
 *
 * <p>A document leaves the pending ones only when its row is there. So who looks there first, and then for the row, misses
 * none.
 */
@Component
class DocumentCatalog {

    private final PendingDocuments pending;
    private final DocumentRows rows;

    DocumentCatalog(PendingDocuments pending, DocumentRows rows) {
        this.pending = pending;
        this.rows = rows;
    }

    /** {@return the document, also if it is gone} */
    Optional<Document> find(UUID id) {
        return pending.find(id).or(() -> rows.find(id));
    }

    /** {@return the document, also if it is gone} */
    Optional<DocumentView> view(UUID id) {
        return pending.find(id)
                .map(DocumentView::pending)
                .or(() -> rows.find(id).map(DocumentView::of));
    }

    /**
     * Searches.
     *
     * @param query part of a name or a type, or the begin of a hash; if empty, everything is found
     * @param page number of the part of the list that is wanted, from 0
     * @param size most documents of a part
     */
    DocumentPage search(String query, int page, int size) {
        String text = query.strip().toLowerCase(Locale.ROOT);
        List<Document> inMemory = pendingMatches(text);
        long from = (long) page * size;
        List<DocumentView> found = new ArrayList<>();
        inMemory.stream().skip(from).limit(size).map(DocumentView::pending).forEach(found::add);
        Set<UUID> seen = new HashSet<>();
        inMemory.forEach(document -> seen.add(document.id()));
        rows.find(text, Math.max(0, from - inMemory.size()), size - found.size()).stream()
                .filter(document -> !seen.contains(document.id())) // its row has been written meanwhile
                .map(DocumentView::of)
                .forEach(found::add);
        return new DocumentPage(found, inMemory.size() + rows.count(text), page, size);
    }

    private List<Document> pendingMatches(String text) {
        List<Document> matches = new ArrayList<>();
        for (PendingDocument each : pending.snapshot()) {
            Document document = each.document();
            if (document.name().toLowerCase(Locale.ROOT).contains(text)
                    || document.type().contains(text)
                    || document.sha256().startsWith(text)) {
                matches.add(document);
            }
        }
        Collections.reverse(matches);
        return matches;
    }
}
