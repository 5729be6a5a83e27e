package io.aiodiskdb.sample.archive;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** What an upload waits for. */
enum UploadMode {
    /** All files and their rows are on stable storage, or none. */
    DURABLE,
    /** The files are in the store's buffer; the rest follows. */
    BUFFERED;

    static UploadMode of(@Nullable String parameter) {
        if (parameter == null || parameter.equals("durable")) {
            return DURABLE;
        }
        if (parameter.equals("buffered")) {
            return BUFFERED;
        }
        throw new ResponseStatusException(
                HttpStatus.BAD_REQUEST, "mode must be \"durable\" or \"buffered\". Nothing was stored.");
    }
}
