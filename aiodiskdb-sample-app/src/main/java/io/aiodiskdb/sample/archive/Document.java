package io.aiodiskdb.sample.archive;

import io.aiodiskdb.model.ItemLocation;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A document of the archive: a row of the table. Immutable.
 *
 * @param id what it is called by in URLs
 * @param name a file name, see {@link FileName}
 * @param type a media type without parameters, see {@link DeclaredType}
 * @param size number of bytes
 * @param sha256 hash of the bytes, in hexadecimal
 * @param fileIndex number of the data file that its item lies in
 * @param position offset of the item's first byte
 * @param storedAt when its item was stored
 * @param goneAt when its item was pruned; null as long as it is there
 */
@Table("DOCUMENT")
record Document(
        @Id UUID id,
        String name,
        String type,
        long size,
        String sha256,
        int fileIndex,
        long position,
        OffsetDateTime storedAt,
        @Nullable OffsetDateTime goneAt) {

    static Document of(ReceivedFile file, ItemLocation location, Instant storedAt) {
        return new Document(
                file.id(),
                file.name(),
                file.type(),
                location.size(),
                file.sha256(),
                location.index(),
                location.position(),
                storedAt.atOffset(ZoneOffset.UTC),
                null);
    }

    ItemLocation location() {
        return new ItemLocation(fileIndex, position, size);
    }

    /** {@return the same document, gone} */
    Document goneAt(OffsetDateTime at) {
        return new Document(id, name, type, size, sha256, fileIndex, position, storedAt, at);
    }

    boolean isGone() {
        return goneAt != null;
    }
}
