package io.aiodiskdb.sample.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiodiskdb.model.ItemLocation;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A document as clients see it. Immutable. */
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
        @Nullable Instant goneAt) {

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
                null);
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
                goneAt == null ? null : goneAt.toInstant());
    }
}
