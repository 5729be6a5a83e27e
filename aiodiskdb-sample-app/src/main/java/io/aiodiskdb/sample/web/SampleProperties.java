package io.aiodiskdb.sample.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The settings that concern every request.
 *
 * @param memory Most bytes of request and response bodies in memory at a time. By default three quarters of the heap.
 * @param allowedHosts Names, without ports, under which the application may be called besides those of the loopback
 *     interface.
 */
@ConfigurationProperties("sample")
public record SampleProperties(DataSize memory, List<String> allowedHosts) {

    /** Fills in what is not set. */
    @SuppressWarnings("NullAway") // the binder passes null for what is not set, and only to the constructor
    public SampleProperties(@Nullable DataSize memory, @Nullable List<String> allowedHosts) {
        this.memory =
                memory != null ? memory : DataSize.ofBytes(Runtime.getRuntime().maxMemory() / 4 * 3);
        this.allowedHosts = allowedHosts != null ? List.copyOf(allowedHosts) : List.of();
    }
}
