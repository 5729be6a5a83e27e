package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.SyncMode;

/**
 * What of the configuration concerns the segments.
 *
 * @param names names of the files
 * @param genesis genesis bytes of the data files
 * @param bufferSize capacity of a buffer in bytes
 * @param maxFiles most segments that there may ever be
 * @param maxOpenFiles most data files open for reading
 * @param verifyReads whether reads are checked
 * @param recover whether an unclean store is recovered
 * @param appendAfterDamage whether a damaged store is appended to
 * @param sync when to force
 */
public record SegmentSettings(
        FileNames names,
        int genesis,
        int bufferSize,
        int maxFiles,
        int maxOpenFiles,
        boolean verifyReads,
        boolean recover,
        boolean appendAfterDamage,
        SyncMode sync) {

    /**
     * Takes them from a configuration.
     *
     * @param config the configuration
     * @return the settings
     */
    public static SegmentSettings of(AioDiskDbConfig config) {
        return new SegmentSettings(
                new FileNames(config.filePrefix(), config.filePadding()),
                SegmentHeader.genesisOf(config.genesisBytes()),
                config.maxBufferSize(),
                config.maxFiles(),
                config.maxOpenFiles(),
                config.verifyReads(),
                config.recover(),
                config.appendAfterDamage(),
                config.sync());
    }
}
