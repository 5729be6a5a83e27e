package io.aiodiskdb.sample.archive;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the archive.
 *
 * @param path File of the table of documents, without its extension. By default beside the store, under its name with
 *     "-archive" behind it.
 * @param maxPending Most documents that wait in memory for their rows. Further ones are refused until some are on disk.
 * @param shutdownTimeout How long a stop tries to write the rows of documents that are on disk.
 */
@ConfigurationProperties("sample.archive")
record ArchiveProperties(
        @Nullable String path,
        @DefaultValue("1000") int maxPending,
        @DefaultValue("20s") Duration shutdownTimeout) {}
