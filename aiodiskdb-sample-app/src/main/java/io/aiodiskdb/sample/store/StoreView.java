package io.aiodiskdb.sample.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.AioDiskDbConfig;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The store as clients see it.
 *
 * @param at when
 * @param state in small letters
 * @param overwriteEnabled whether pruning is allowed
 * @param durability when written data is forced to stable storage: "flush" or "never"
 * @param flushInterval in milliseconds
 * @param maxFileSize in bytes
 * @param maxBufferSize in bytes
 * @param maxUploadSize most bytes of a document
 * @param freeSpace bytes that the disk has left for the store
 * @param stats figures
 * @param files data files, or null where they are sent apart
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StoreView(
        Instant at,
        String state,
        boolean overwriteEnabled,
        String durability,
        long flushInterval,
        long maxFileSize,
        long maxBufferSize,
        long maxUploadSize,
        long freeSpace,
        StoreStats stats,
        @Nullable List<FileView> files) {

    static StoreView of(AioDiskDb database, long maxUploadSize, @Nullable List<FileView> files) {
        AioDiskDbConfig config = database.config();
        return new StoreView(
                Instant.now(),
                database.state().name().toLowerCase(Locale.ROOT),
                database.overwriteEnabled(),
                config.sync().name().toLowerCase(Locale.ROOT),
                config.flushInterval().toMillis(),
                config.maxFileSize(),
                config.maxBufferSize(),
                maxUploadSize,
                config.path().toFile().getUsableSpace(),
                StoreStats.of(database.stats()),
                files);
    }
}
