package io.aiodiskdb.sample.archive;

import java.util.List;
import java.util.UUID;

/**
 * The documents that a pruning hits.
 *
 * @param documents the first of them
 * @param documentCount how many they are in all
 */
public record AffectedDocuments(List<Named> documents, long documentCount) {

    /**
     * A document.
     *
     * @param id what it is called by in URLs
     * @param name its file name
     */
    public record Named(UUID id, String name) {}
}
