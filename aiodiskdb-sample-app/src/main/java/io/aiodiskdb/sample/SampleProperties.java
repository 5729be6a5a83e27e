package io.aiodiskdb.sample;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the application itself.
 *
 * @param memory Most bytes of request and response bodies in memory at a time. By default three quarters of the heap.
 */
@ConfigurationProperties("sample")
record SampleProperties(DataSize memory) {

    @SuppressWarnings("NullAway") // the binder passes null for what is not set, and only to the constructor
    SampleProperties(@Nullable DataSize memory) {
        this.memory =
                memory != null ? memory : DataSize.ofBytes(Runtime.getRuntime().maxMemory() / 4 * 3);
    }
}
