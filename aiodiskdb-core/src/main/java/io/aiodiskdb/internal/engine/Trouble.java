package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.NotARegularFileException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Says in the terms of the API what a disk has said. */
final class Trouble {

    /** All of these arrive as a mere message; in another language than this one they are reported as a failure. */
    private static final List<String> SIGNS_OF_A_FULL_DISK =
            List.of("no space left", "quota exceeded", "file too large", "too many open files");

    private Trouble() {}

    /** Nothing can be tried again by itself at an opening, so it matters to the reader of the message what it was. */
    static AioDiskDbException atOpening(IOException cause) {
        String message = "cannot open the database: " + cause.getMessage();
        if (cause instanceof NotARegularFileException) {
            return new InvalidDataFileException(message, cause);
        }
        if (!(cause instanceof ForceFailedException) && looksFull(cause)) {
            return new StorageFullException(message, cause);
        }
        return new StorageFailedException(message, cause);
    }

    private static boolean looksFull(IOException cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return SIGNS_OF_A_FULL_DISK.stream().anyMatch(message::contains);
    }
}
