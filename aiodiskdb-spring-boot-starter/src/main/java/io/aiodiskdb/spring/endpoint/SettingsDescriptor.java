package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.SyncMode;
import java.time.Duration;

/**
 * The settings of a database, all but its path: who may look at figures need not learn where files are. Sizes are in bytes.
 *
 * @param createIfNotExists whether a missing directory is created
 * @param maxFileSize most bytes of items in one data file
 * @param filePrefix first part of the data files' names
 * @param filePadding digits of the number in the data files' names
 * @param maxFiles most data files that the database may ever have; dropped ones count
 * @param genesisBytes first four bytes of each data file, as eight hexadecimal digits
 * @param maxBufferSize capacity of each of the two write buffers
 * @param maxBufferItems items in a buffer at which a flush starts
 * @param flushInterval time after the last flush at which what is buffered is flushed
 * @param timeout how long an add waits for room, and a stop for the last flush
 * @param concurrency most disk reads at a time
 * @param maxTransactionSize most bytes of all the items of a transaction
 * @param maxReadSize most bytes of one read
 * @param overwrite whether pruning was enabled from the start; what holds now is shown beside the state
 * @param verifyReads whether items read from disk are checked against their checksums
 * @param maxOpenFiles most data files open for reading at a time
 * @param recover whether a store that was not stopped cleanly is recovered at the start, or refused
 * @param appendAfterDamage whether a store with damaged files is appended to
 * @param sync when written data is forced to stable storage
 */
public record SettingsDescriptor(
        boolean createIfNotExists,
        long maxFileSize,
        String filePrefix,
        int filePadding,
        int maxFiles,
        String genesisBytes,
        int maxBufferSize,
        int maxBufferItems,
        Duration flushInterval,
        Duration timeout,
        int concurrency,
        long maxTransactionSize,
        int maxReadSize,
        boolean overwrite,
        boolean verifyReads,
        int maxOpenFiles,
        boolean recover,
        boolean appendAfterDamage,
        SyncMode sync) {

    static SettingsDescriptor of(AioDiskDbConfig config) {
        return new SettingsDescriptor(
                config.createIfNotExists(),
                config.maxFileSize(),
                config.filePrefix(),
                config.filePadding(),
                config.maxFiles(),
                config.genesisBytes(),
                config.maxBufferSize(),
                config.maxBufferItems(),
                config.flushInterval(),
                config.timeout(),
                config.concurrency(),
                config.maxTransactionSize(),
                config.maxReadSize(),
                config.overwrite(),
                config.verifyReads(),
                config.maxOpenFiles(),
                config.recover(),
                config.appendAfterDamage(),
                config.sync());
    }
}
