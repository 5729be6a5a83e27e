package io.aiodiskdb.stress;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.AioDiskDbBuilder;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What the store is opened with. Small files and buffers, so that a short load crosses many of their borders. */
final class StoreOptions {

    /** Numbers are never used again, and a long load drops many files. */
    private static final int FILE_PADDING = 7;

    private static final int MAX_FILES = 10_000_000;

    @Option(names = "--db", required = true, description = "Directory of the store.")
    private Path directory = Path.of("");

    @Option(
            names = "--max-file-size",
            defaultValue = "1048576",
            description = "max-file-size in bytes. Default: ${DEFAULT-VALUE}")
    private long maxFileSize;

    @Option(
            names = "--max-buffer-size",
            defaultValue = "131072",
            description = "max-buffer-size in bytes. Default: ${DEFAULT-VALUE}")
    private int maxBufferSize;

    @Option(
            names = "--flush-interval",
            defaultValue = "500",
            description = "flush-interval in milliseconds. Default: ${DEFAULT-VALUE}")
    private long flushIntervalMillis;

    @Option(
            names = "--timeout",
            defaultValue = "5000",
            description = "timeout in milliseconds. Default: ${DEFAULT-VALUE}")
    private long timeoutMillis;

    StoreOptions() {}

    StoreOptions(Path directory, long maxFileSize, int maxBufferSize) {
        this.directory = directory;
        this.maxFileSize = maxFileSize;
        this.maxBufferSize = maxBufferSize;
        this.flushIntervalMillis = 500;
        this.timeoutMillis = 5000;
    }

    AioDiskDbBuilder builder() {
        return AioDiskDb.builder(directory)
                .maxFileSize(maxFileSize)
                .filePadding(FILE_PADDING)
                .maxFiles(MAX_FILES)
                .maxBufferSize(maxBufferSize)
                .flushInterval(Duration.ofMillis(flushIntervalMillis))
                .timeout(Duration.ofMillis(timeoutMillis))
                .overwrite(true);
    }
}
