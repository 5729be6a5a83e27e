package io.aiodiskdb.spring.codec;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * A codec that writes values as JSON, with Jackson 3. Thread-safe.
 *
 * @param <T> type of the values
 */
public final class JacksonCodec<T> implements Codec<T> {

    private final JavaType type;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    /**
     * Makes a codec.
     *
     * @param mapper whose settings apply
     * @param type of the values
     */
    public JacksonCodec(JsonMapper mapper, Class<T> type) {
        this(mapper, mapper.constructType(Objects.requireNonNull(type, "type")));
    }

    JacksonCodec(JsonMapper mapper, JavaType type) {
        this.type = type;
        this.writer = mapper.writerFor(type);
        this.reader = mapper.readerFor(type);
    }

    @Override
    public byte[] encode(T value) {
        return writer.writeValueAsBytes(value);
    }

    /**
     * {@inheritDoc}
     *
     * @throws tools.jackson.core.JacksonException if the bytes are no such JSON
     * @throws IllegalArgumentException if they are the JSON {@code null}
     */
    @Override
    public T decode(byte[] data) {
        @Nullable T value = reader.readValue(data);
        if (value == null) {
            throw new IllegalArgumentException("it is null");
        }
        return value;
    }

    @Override
    public String typeName() {
        return "JSON of " + type.toCanonical();
    }
}
