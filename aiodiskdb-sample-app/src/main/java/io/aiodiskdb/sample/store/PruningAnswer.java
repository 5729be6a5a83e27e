package io.aiodiskdb.sample.store;

import io.aiodiskdb.sample.archive.AffectedDocuments;
import io.aiodiskdb.sample.archive.AffectedDocuments.Named;
import java.util.List;

/**
 * What a pruning removes.
 *
 * @param bytes from the data file
 * @param documents the first of the documents that are gone then
 * @param documentCount how many they are in all
 */
record PruningAnswer(long bytes, List<Named> documents, long documentCount) {

    static PruningAnswer of(long bytes, AffectedDocuments affected) {
        return new PruningAnswer(bytes, affected.documents(), affected.documentCount());
    }
}
