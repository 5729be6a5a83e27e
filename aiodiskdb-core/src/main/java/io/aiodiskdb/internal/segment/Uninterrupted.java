package io.aiodiskdb.internal.segment;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Runs file I/O on threads that anybody may interrupt. An interrupt closes the channel in use; the work is begun again with
 * another one, and the thread gets its flag back at the end.
 */
final class Uninterrupted {

    private Uninterrupted() {}

    /** Work that opens the files it uses, so that it can be repeated. */
    interface Work<T extends @Nullable Object> {
        T run() throws IOException;
    }

    static <T extends @Nullable Object> T call(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
