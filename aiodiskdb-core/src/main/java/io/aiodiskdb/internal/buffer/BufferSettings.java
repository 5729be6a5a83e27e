package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.internal.format.JournalCodec;
import io.aiodiskdb.model.AioDiskDbConfig;

/**
 * What of the configuration concerns the buffers.
 *
 * @param maxFileSize most bytes of one index
 * @param maxFiles number behind the highest index
 * @param maxBufferSize capacity of a buffer in bytes
 * @param flushItems items at which a flush starts
 * @param maxItems items at which a buffer is full
 */
public record BufferSettings(long maxFileSize, int maxFiles, int maxBufferSize, int flushItems, int maxItems) {

    /** While a flush goes on, the other buffer takes more items than start a flush, up to this many. */
    private static final int ITEMS_OF_A_FULL_BUFFER = 1 << 18;

    /** Small enough for the caches of a processor, large enough for waking a thread. */
    private static final int MOST_WRITTEN_BEHIND = 512 << 10;

    private static final int PIECES = 8;

    /** {@return how many bytes of a buffer that is being filled are written to its file at a time} */
    public int pieceSize() {
        return Math.max(1, Math.min(MOST_WRITTEN_BEHIND, maxBufferSize / PIECES));
    }

    /**
     * Takes them from a configuration.
     *
     * @param config the configuration
     * @return the settings
     */
    public static BufferSettings of(AioDiskDbConfig config) {
        int flushItems = config.maxBufferItems();
        return new BufferSettings(
                config.maxFileSize(),
                config.maxFiles(),
                config.maxBufferSize(),
                flushItems,
                Math.min(JournalCodec.MAX_ITEMS, Math.max(flushItems, ITEMS_OF_A_FULL_BUFFER)));
    }
}
