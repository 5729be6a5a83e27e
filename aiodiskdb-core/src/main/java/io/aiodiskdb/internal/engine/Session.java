package io.aiodiskdb.internal.engine;

import io.aiodiskdb.internal.segment.SegmentSet;
import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One opening of a database, from the lock to its release.
 *
 * @param threads its threads
 * @param lock the lock on the directory
 * @param segments the open store
 * @param committer the one that writes
 * @param streamer the one that writes behind
 * @param reader the ones that read
 * @param deadlines ends waiting
 */
record Session(
        EngineThreads threads,
        Closeable lock,
        SegmentSet segments,
        Committer committer,
        Streamer streamer,
        ItemReader reader,
        Deadlines deadlines) {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    /** Releases files and lock; the threads end when they have done what they were given. */
    void close() {
        close(segments);
        close(lock);
    }

    static void close(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            log.warn("Cannot close {}", resource, e);
        }
    }
}
