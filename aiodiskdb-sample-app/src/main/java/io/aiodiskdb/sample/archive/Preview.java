package io.aiodiskdb.sample.archive;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** As what a browser may show a document. */
enum Preview {
    /** Of a kind that cannot contain scripts. */
    IMAGE,
    /** Nothing but characters, whatever they mean. */
    TEXT;

    private static final Set<String> IMAGES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final Set<String> TEXTS = Set.of(
            "application/json",
            "application/xml",
            "application/javascript",
            "application/yaml",
            "application/toml",
            "application/sql",
            "application/x-sh",
            "image/svg+xml");
    private static final MediaType PLAIN_TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    /**
     * Chooses what a document is shown as.
     *
     * @param type its declared type
     * @return null if it is only for download
     */
    static @Nullable Preview of(String type) {
        if (IMAGES.contains(type)) {
            return IMAGE;
        }
        return type.startsWith("text/") || TEXTS.contains(type) || isStructuredText(type) ? TEXT : null;
    }

    private static boolean isStructuredText(String type) {
        return type.endsWith("+json") || type.endsWith("+xml") || type.endsWith("+yaml");
    }

    /** {@return the media type to send a document of this declared type with} */
    MediaType mediaType(String type) {
        return this == IMAGE ? MediaType.parseMediaType(type) : PLAIN_TEXT;
    }

    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
