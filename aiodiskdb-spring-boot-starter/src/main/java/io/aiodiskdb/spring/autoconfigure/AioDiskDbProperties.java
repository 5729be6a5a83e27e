package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.model.SyncMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The settings of a database, as the environment has them.
 *
 * <p>What is not set is null: the defaults are those of {@link io.aiodiskdb.AioDiskDbBuilder}, and are nowhere repeated.
 *
 * @param path Directory of the database. Relative to the working directory.
 * @param createIfNotExists Whether a missing directory is created.
 * @param maxFileSize Most bytes of items in one data file, header excluded. At least max-buffer-size, less than 4GB.
 * @param filePrefix First part of the data files' names, 1 to 32 ASCII letters.
 * @param filePadding Digits of the number in the data files' names, 1 to 9.
 * @param maxFiles Most data files that the database may ever have. Dropped ones count.
 * @param genesisBytes First four bytes of each data file, as eight hexadecimal digits. To be quoted in YAML.
 * @param maxBufferSize Capacity of each of the two write buffers, and so the largest item of an add.
 * @param maxBufferItems Number of items in a buffer at which a flush starts.
 * @param flushInterval Time after the last flush at which what is buffered is flushed.
 * @param timeout How long an add waits for room, and a stop for the last flush.
 * @param concurrency Most disk reads at a time.
 * @param maxTransactionSize Most bytes of all the items of a transaction.
 * @param maxReadSize Most bytes of one read.
 * @param overwrite Whether pruning is enabled from the start.
 * @param verifyReads Whether items read from disk are checked against their checksums.
 * @param maxOpenFiles Most data files open for reading at a time.
 * @param recover Whether a store that was not stopped cleanly is recovered at the start, or refused.
 * @param appendAfterDamage Whether a store with damaged files is appended to, in a new file behind them, or can be read
 *     only.
 * @param sync When written data is forced to stable storage. With "never", a power cut can lose acknowledged data.
 */
@ConfigurationProperties(AioDiskDbProperties.PREFIX)
public record AioDiskDbProperties(
        // Not a Path: its conversion would take "data" for a resource if the class path has one of that name.
        @Nullable String path,
        @Nullable Boolean createIfNotExists,
        @Nullable DataSize maxFileSize,
        @Nullable String filePrefix,
        @Nullable Integer filePadding,
        @Nullable Integer maxFiles,
        @Nullable String genesisBytes,
        @Nullable DataSize maxBufferSize,
        @Nullable Integer maxBufferItems,
        @Nullable Duration flushInterval,
        @Nullable Duration timeout,
        @Nullable Integer concurrency,
        @Nullable DataSize maxTransactionSize,
        @Nullable DataSize maxReadSize,
        @Nullable Boolean overwrite,
        @Nullable Boolean verifyReads,
        @Nullable Integer maxOpenFiles,
        @Nullable Boolean recover,
        @Nullable Boolean appendAfterDamage,
        @Nullable SyncMode sync) {

    static final String PREFIX = "aiodiskdb";

    /**
     * Fills in what is not set, all but the path: two databases cannot share one.
     *
     * @param defaults has the values to be inherited
     */
    AioDiskDbProperties orElse(AioDiskDbProperties defaults) {
        return new AioDiskDbProperties(
                path,
                or(createIfNotExists, defaults.createIfNotExists),
                or(maxFileSize, defaults.maxFileSize),
                or(filePrefix, defaults.filePrefix),
                or(filePadding, defaults.filePadding),
                or(maxFiles, defaults.maxFiles),
                or(genesisBytes, defaults.genesisBytes),
                or(maxBufferSize, defaults.maxBufferSize),
                or(maxBufferItems, defaults.maxBufferItems),
                or(flushInterval, defaults.flushInterval),
                or(timeout, defaults.timeout),
                or(concurrency, defaults.concurrency),
                or(maxTransactionSize, defaults.maxTransactionSize),
                or(maxReadSize, defaults.maxReadSize),
                or(overwrite, defaults.overwrite),
                or(verifyReads, defaults.verifyReads),
                or(maxOpenFiles, defaults.maxOpenFiles),
                or(recover, defaults.recover),
                or(appendAfterDamage, defaults.appendAfterDamage),
                or(sync, defaults.sync));
    }

    private static <T> @Nullable T or(@Nullable T own, @Nullable T inherited) {
        return own != null ? own : inherited;
    }
}
