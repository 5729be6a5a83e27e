package io.aiodiskdb;

import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.SyncMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Collects the settings of a database. Not thread-safe.
 *
 * <p>Ranges are checked by {@link #build()}.
 */
public final class AioDiskDbBuilder {

    private Path path;
    private boolean createIfNotExists = true;
    private long maxFileSize = 128L << 20;
    private String filePrefix = "data";
    private int filePadding = 5;
    private int maxFiles = 10_000;
    private String genesisBytes = "0dce8f37";
    private int maxBufferSize = 16 << 20;
    private int maxBufferItems = 1000;
    private Duration flushInterval = Duration.ofSeconds(30);
    private Duration timeout = Duration.ofSeconds(30);
    private int concurrency = 32;
    private long maxTransactionSize = 1L << 30;
    private int maxReadSize = 256 << 20;
    private boolean overwrite;
    private boolean verifyReads = true;
    private int maxOpenFiles = 64;
    private boolean recover = true;
    private boolean appendAfterDamage;
    private SyncMode sync = SyncMode.FLUSH;
    private boolean shutdownHook;

    AioDiskDbBuilder(Path path) {
        this.path = Objects.requireNonNull(path, "path");
    }

    /**
     * Sets the directory of the database.
     *
     * @param value the directory
     * @return this builder
     */
    public AioDiskDbBuilder path(Path value) {
        this.path = Objects.requireNonNull(value, "path");
        return this;
    }

    /**
     * Sets whether a missing directory is created.
     *
     * @param value false: a start without it fails with {@code DatabaseNotFoundException}; default true
     * @return this builder
     */
    public AioDiskDbBuilder createIfNotExists(boolean value) {
        this.createIfNotExists = value;
        return this;
    }

    /**
     * Sets how many bytes of items one data file may hold.
     *
     * @param value bytes, header excluded; default 128 MiB
     * @return this builder
     */
    public AioDiskDbBuilder maxFileSize(long value) {
        this.maxFileSize = value;
        return this;
    }

    /**
     * Sets the first part of the names of the data files.
     *
     * @param value 1 to 32 ASCII letters; default {@code data}
     * @return this builder
     */
    public AioDiskDbBuilder filePrefix(String value) {
        this.filePrefix = Objects.requireNonNull(value, "filePrefix");
        return this;
    }

    /**
     * Sets the digits of the number in the names of the data files.
     *
     * @param value 1 to 9; default 5
     * @return this builder
     */
    public AioDiskDbBuilder filePadding(int value) {
        this.filePadding = value;
        return this;
    }

    /**
     * Sets how many data files the database may ever have, dropped ones included.
     *
     * @param value at most 10 to the power of the file padding; default 10 000
     * @return this builder
     */
    public AioDiskDbBuilder maxFiles(int value) {
        this.maxFiles = value;
        return this;
    }

    /**
     * Sets the first four bytes of each data file.
     *
     * @param value four bytes; default {@code 0dce8f37}
     * @return this builder
     */
    public AioDiskDbBuilder genesisBytes(byte[] value) {
        this.genesisBytes = HexFormat.of().formatHex(value);
        return this;
    }

    /**
     * Sets the capacity of each of the two write buffers, and so the largest item of an add.
     *
     * @param value bytes, at most the file size; default 16 MiB
     * @return this builder
     */
    public AioDiskDbBuilder maxBufferSize(int value) {
        this.maxBufferSize = value;
        return this;
    }

    /**
     * Sets at how many items in a buffer a flush starts.
     *
     * @param value 1 to 1 000 000; default 1000
     * @return this builder
     */
    public AioDiskDbBuilder maxBufferItems(int value) {
        this.maxBufferItems = value;
        return this;
    }

    /**
     * Sets how long after the last flush what is buffered is flushed.
     *
     * @param value 1 ms to 365 days; default 30 s
     * @return this builder
     */
    public AioDiskDbBuilder flushInterval(Duration value) {
        this.flushInterval = Objects.requireNonNull(value, "flushInterval");
        return this;
    }

    /**
     * Sets how long an add waits for room, and a stop for the last flush.
     *
     * @param value 1 ms to 365 days; default 30 s
     * @return this builder
     */
    public AioDiskDbBuilder timeout(Duration value) {
        this.timeout = Objects.requireNonNull(value, "timeout");
        return this;
    }

    /**
     * Sets how many disk reads may go on at a time.
     *
     * @param value 1 to 1024; default 32
     * @return this builder
     */
    public AioDiskDbBuilder concurrency(int value) {
        this.concurrency = value;
        return this;
    }

    /**
     * Sets how many bytes the items of a transaction may have together.
     *
     * @param value bytes; default 1 GiB
     * @return this builder
     */
    public AioDiskDbBuilder maxTransactionSize(long value) {
        this.maxTransactionSize = value;
        return this;
    }

    /**
     * Sets how many bytes one read may ask for.
     *
     * @param value bytes; default 256 MiB
     * @return this builder
     */
    public AioDiskDbBuilder maxReadSize(int value) {
        this.maxReadSize = value;
        return this;
    }

    /**
     * Sets whether pruning is enabled from the start.
     *
     * @param value default false
     * @return this builder
     */
    public AioDiskDbBuilder overwrite(boolean value) {
        this.overwrite = value;
        return this;
    }

    /**
     * Sets whether items read from disk are checked against their checksums.
     *
     * @param value default true
     * @return this builder
     */
    public AioDiskDbBuilder verifyReads(boolean value) {
        this.verifyReads = value;
        return this;
    }

    /**
     * Sets how many data files may be open for reading at a time.
     *
     * @param value 1 to 100 000; default 64
     * @return this builder
     */
    public AioDiskDbBuilder maxOpenFiles(int value) {
        this.maxOpenFiles = value;
        return this;
    }

    /**
     * Sets whether a store that was not stopped cleanly is recovered at the start.
     *
     * @param value false: such a store is refused with {@code InvalidDatabaseStateException}; default true
     * @return this builder
     */
    public AioDiskDbBuilder recover(boolean value) {
        this.recover = value;
        return this;
    }

    /**
     * Sets whether a store with damaged files is appended to, in a new file behind them.
     *
     * @param value false: such a store can be read only; default false
     * @return this builder
     */
    public AioDiskDbBuilder appendAfterDamage(boolean value) {
        this.appendAfterDamage = value;
        return this;
    }

    /**
     * Sets when written data is forced to stable storage.
     *
     * @param value default {@link SyncMode#FLUSH}
     * @return this builder
     */
    public AioDiskDbBuilder sync(SyncMode value) {
        this.sync = Objects.requireNonNull(value, "sync");
        return this;
    }

    /**
     * Registers a JVM shutdown hook while the database runs, so that SIGTERM and SIGINT lose nothing.
     *
     * <p>For stand-alone programs. Shutdown hooks run in no order: leave it off where a container, such as Spring's,
     * closes the database.
     *
     * @param value whether a hook is registered; by default not
     * @return this builder
     */
    public AioDiskDbBuilder shutdownHook(boolean value) {
        this.shutdownHook = value;
        return this;
    }

    /**
     * Builds the database; touches no disk and starts no thread.
     *
     * @return a database in the state NEW
     * @throws IllegalArgumentException if a setting is out of range; the message names the setting, its value and the
     *     range
     */
    public AioDiskDb build() {
        return new DefaultAioDiskDb(config(), shutdownHook);
    }

    /** Checks the settings and makes them a value. */
    AioDiskDbConfig config() {
        return new AioDiskDbConfig(
                path,
                createIfNotExists,
                maxFileSize,
                filePrefix,
                filePadding,
                maxFiles,
                genesisBytes,
                maxBufferSize,
                maxBufferItems,
                flushInterval,
                timeout,
                concurrency,
                maxTransactionSize,
                maxReadSize,
                overwrite,
                verifyReads,
                maxOpenFiles,
                recover,
                appendAfterDamage,
                sync);
    }
}
