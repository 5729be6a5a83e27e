package io.aiodiskdb.internal.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A force failed: the kernel may have marked pages as clean that never reached the disk, so a second force that succeeds
 * proves nothing.
 */
public final class ForceFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message which file
     * @param cause what the operating system said
     */
    public ForceFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
