package io.aiodiskdb.sample.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiodiskdb.model.ItemLocation;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document as clients see it. Immutable.
 *
 * @param id what it is called by in URLs
 * @param name a file name
 * @param type a media type without parameters
 * @param size number of bytes
 * @param sha256 hash of the bytes, in hexadecimal
 * @param location where its item is; null if the store does not have it yet
 * @param storedAt when its item was stored
 * @param state where it is
 * @param goneAt when its item was pruned; null as long as it is there
 * @param previewable as what a browser may show it; null if it is only for download
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DocumentView(
        UUID id,
        String name,
        String type,
        long size,
        String sha256,
        @Nullable String location,
        Instant storedAt,
        DocumentState state,
        @Nullable Instant goneAt,
        @Nullable Preview previewable) {

    /** One that is in memory: at the server, if it has no location yet, or in the store. */
    static DocumentView inMemory(ReceivedFile file, @Nullable ItemLocation location, Instant at) {
        return new DocumentView(
                file.id(),
                file.name(),
                file.type(),
                file.content().length,
                file.sha256(),
                location == null ? null : location.toString(),
                at,
                DocumentState.IN_MEMORY,
                null,
                Preview.of(file.type()));
    }

    /** One that has a row. */
    static DocumentView of(Document document) {
        return view(document, document.isGone() ? DocumentState.GONE : DocumentState.ON_DISK);
    }

    /** One that will have a row. */
    static DocumentView pending(Document document) {
        return view(document, DocumentState.IN_MEMORY);
    }

    private static DocumentView view(Document document, DocumentState state) {
        OffsetDateTime goneAt = document.goneAt();
        return new DocumentView(
                document.id(),
                document.name(),
                document.type(),
                document.size(),
                document.sha256(),
                document.location().toString(),
                document.storedAt().toInstant(),
                state,
                goneAt == null ? null : goneAt.toInstant(),
                Preview.of(document.type()));
    }
}
