package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.model.Damage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verification that goes on, or the last one that has ended. All but the first two are null if there has been none.
 *
 * @param database name of the database
 * @param done whether none goes on
 * @param started when it began
 * @param finished when it ended
 * @param progress how far it has got; null if it has ended
 * @param report what it has found; null if it goes on
 * @param failure why it has ended without a report
 */
public record VerificationDescriptor(
        String database,
        boolean done,
        @Nullable Instant started,
        @Nullable Instant finished,
        @Nullable Progress progress,
        @Nullable Report report,
        @Nullable String failure)
        implements LongOperation {

    /** Most damages that are shown. */
    public static final int MAX_DAMAGES = 100;

    /**
     * How far a verification has got.
     *
     * @param index number of the data file that it is at
     * @param bytesDone bytes checked so far
     * @param bytesTotal bytes to be checked in all, as far as known
     */
    public record Progress(int index, long bytesDone, long bytesTotal) {}

    /**
     * What a verification has found.
     *
     * @param intact whether nothing is damaged
     * @param indices data files checked
     * @param items items whose checksum was compared
     * @param bytes bytes read
     * @param uncheckedBytes bytes that no checksum covers
     * @param damageCount number of all damages found
     * @param damages the first {@value #MAX_DAMAGES} of them
     */
    public record Report(
            boolean intact,
            long indices,
            long items,
            long bytes,
            long uncheckedBytes,
            long damageCount,
            List<Damage> damages) {}
}
