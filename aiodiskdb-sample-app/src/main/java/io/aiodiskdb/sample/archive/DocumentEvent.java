package io.aiodiskdb.sample.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * A live event: what has become of a document.
 *
 * @param document the document
 * @param stage where it is now
 * @param elapsedMillis time since its last byte had been received; null if that was long ago
 * @param reason why, of a failure
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DocumentEvent(
        @JsonUnwrapped DocumentView document,
        Stage stage,
        @Nullable Long elapsedMillis,
        @Nullable String reason) {

    /** A stage in a document's life. */
    enum Stage {
        @JsonProperty("received")
        RECEIVED,
        @JsonProperty("in-memory")
        IN_MEMORY,
        @JsonProperty("on-disk")
        ON_DISK,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("gone")
        GONE
    }
}
