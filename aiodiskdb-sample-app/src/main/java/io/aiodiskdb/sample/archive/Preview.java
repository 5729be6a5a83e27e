package io.aiodiskdb.sample.archive;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.MediaType;

/** Which types a browser may show: images that cannot contain scripts, and text as nothing but text. */
final class Preview {

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

    private Preview() {}

    /**
     * Chooses what a document is shown as.
     *
     * @param type its declared type
     * @return the type to send; nothing if it is only for download
     */
    static Optional<MediaType> of(String type) {
        if (IMAGES.contains(type)) {
            return Optional.of(MediaType.parseMediaType(type));
        }
        boolean text = type.startsWith("text/") || TEXTS.contains(type) || isStructuredText(type);
        return text ? Optional.of(PLAIN_TEXT) : Optional.empty();
    }

    private static boolean isStructuredText(String type) {
        return type.endsWith("+json") || type.endsWith("+xml") || type.endsWith("+yaml");
    }
}
