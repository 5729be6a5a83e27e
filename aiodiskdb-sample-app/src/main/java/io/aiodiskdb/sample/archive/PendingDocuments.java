package io.aiodiskdb.sample.archive;

import io.aiodiskdb.sample.web.BusyException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** The documents whose rows are yet to be written, in bounded number. Thread-safe, does not block. */
@Component
final class PendingDocuments {

    private final int capacity;
    private final Semaphore places;
    private final Map<UUID, PendingDocument> documents = Collections.synchronizedMap(new LinkedHashMap<>());

    PendingDocuments(ArchiveProperties properties) {
        this.capacity = properties.maxPending();
        this.places = new Semaphore(capacity);
    }

    /**
     * Takes places for documents that are to be put here.
     *
     * @throws BusyException if there are not enough
     */
    void reserve(int count) {
        if (!places.tryAcquire(count)) {
            throw new BusyException("At most " + capacity + " documents may wait in memory for the disk"
                    + " (sample.archive.max-pending), and " + documents.size()
                    + " do so. Nothing was stored. Try again.");
        }
    }

    /** Gives places back that were not needed. */
    void release(int count) {
        places.release(count);
    }

    /** Puts a document in one of the reserved places, or replaces it. */
    void put(PendingDocument pending) {
        documents.put(pending.document().id(), pending);
    }

    /** Takes documents out, and frees their places. */
    void removeAll(Collection<PendingDocument> gone) {
        for (PendingDocument pending : gone) {
            if (documents.remove(pending.document().id()) != null) {
                places.release();
            }
        }
    }

    Optional<Document> find(UUID id) {
        return Optional.ofNullable(documents.get(id)).map(PendingDocument::document);
    }

    /** {@return those that are here at this moment, oldest first} */
    List<PendingDocument> snapshot() {
        synchronized (documents) {
            return new ArrayList<>(documents.values());
        }
    }

    int size() {
        return documents.size();
    }
}
