package io.aiodiskdb.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The settings of a database. Immutable; checked on construction.
 *
 * <p>Made by {@code AioDiskDbBuilder}, which knows the defaults. In messages each setting bears the name that it has in
 * configuration files, {@code max-file-size} for {@link #maxFileSize()}.
 *
 * @param path directory of the database
 * @param createIfNotExists whether a missing directory is created
 * @param maxFileSize most bytes of items in one data file, header excluded, in bytes
 * @param filePrefix first part of the data files' names
 * @param filePadding digits of the number in the data files' names
 * @param maxFiles most data files that the database may ever have; dropped ones count
 * @param genesisBytes first four bytes of each data file, as eight hexadecimal digits
 * @param maxBufferSize capacity of each of the two write buffers, and so the largest item of an add, in bytes
 * @param maxBufferItems items in a buffer at which a flush starts
 * @param flushInterval time after the last flush at which what is buffered is flushed
 * @param timeout how long an add waits for room, and a stop for the last flush
 * @param concurrency most disk reads at a time
 * @param maxTransactionSize most bytes of all the items of a transaction
 * @param maxReadSize most bytes of one read
 * @param overwrite whether pruning is enabled after construction
 * @param verifyReads whether items read from disk are checked against their checksums
 * @param maxOpenFiles most data files open for reading at a time
 * @param recover whether a store that was not stopped cleanly is recovered at the start, or refused
 * @param appendAfterDamage whether a store with damaged files is appended to, in a new file behind them
 * @param sync when written data is forced to stable storage
 */
public record AioDiskDbConfig(
        Path path,
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

    /** Positions are unsigned 32-bit numbers: one byte less than 4096 MiB. */
    private static final long MAX_MAX_FILE_SIZE = (4096L << 20) - 1;

    private static final long MAX_MAX_BUFFER_SIZE = 1L << 30;
    private static final long MAX_MAX_BUFFER_ITEMS = 1_000_000;
    private static final long MAX_ARRAY_SIZE = Integer.MAX_VALUE - 8L;
    private static final long MAX_MAX_TRANSACTION_SIZE = 1L << 40;
    private static final Duration MIN_DURATION = Duration.ofMillis(1);
    private static final Duration MAX_DURATION = Duration.ofDays(365);
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z]{1,32}");
    private static final Pattern GENESIS = Pattern.compile("[0-9a-f]{8}");

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is out of range; the message names the setting, its value and the range
     */
    public AioDiskDbConfig {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(sync, "sync");
        requireMatch("file-prefix", filePrefix, PREFIX);
        requireMatch("genesis-bytes", genesisBytes, GENESIS);
        requireRange("max-file-size", maxFileSize, 1, MAX_MAX_FILE_SIZE, "bytes");
        requireRange("max-buffer-size", maxBufferSize, 1, Math.min(MAX_MAX_BUFFER_SIZE, maxFileSize), "bytes");
        requireRange("file-padding", filePadding, 1, 9, "digits");
        requireRange("max-files", maxFiles, 1, Math.round(Math.pow(10, filePadding)), "files");
        requireRange("max-buffer-items", maxBufferItems, 1, MAX_MAX_BUFFER_ITEMS, "items");
        requireRange("flush-interval", flushInterval);
        requireRange("timeout", timeout);
        requireRange("concurrency", concurrency, 1, 1024, "reads");
        requireRange("max-transaction-size", maxTransactionSize, 1, MAX_MAX_TRANSACTION_SIZE, "bytes");
        requireRange("max-read-size", maxReadSize, 1, MAX_ARRAY_SIZE, "bytes");
        requireRange("max-open-files", maxOpenFiles, 1, 100_000, "files");
    }

    private static void requireRange(String setting, long value, long least, long most, String unit) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    setting + " must be " + least + " to " + most + " " + unit + ", but is " + value);
        }
    }

    private static void requireRange(String setting, Duration value) {
        Objects.requireNonNull(value, setting);
        if (value.compareTo(MIN_DURATION) < 0 || value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    setting + " must be " + MIN_DURATION + " to " + MAX_DURATION + ", but is " + value);
        }
    }

    private static void requireMatch(String setting, String value, Pattern pattern) {
        Objects.requireNonNull(value, setting);
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    setting + " must match " + pattern.pattern() + ", but is \"" + value + "\"");
        }
    }
}
