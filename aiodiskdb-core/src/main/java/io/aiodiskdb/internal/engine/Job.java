package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import java.io.IOException;

/** Something that the committer does besides flushing. */
interface Job {

    /**
     * Does it.
     *
     * @throws IOException if the disk does not do it; {@link #failed} is called then
     */
    void run() throws IOException;

    /** It has been done: tells whoever waits. */
    void done();

    /** {@return whether the storage has taken something, when it has been done} */
    boolean hasWritten();

    /**
     * It has not been done.
     *
     * @param reason why
     */
    void failed(AioDiskDbException reason);
}
