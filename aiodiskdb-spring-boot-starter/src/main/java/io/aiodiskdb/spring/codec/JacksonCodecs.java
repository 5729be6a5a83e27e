package io.aiodiskdb.spring.codec;

import java.util.Objects;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Makes codecs that share the application's JSON mapper. Thread-safe. */
public final class JacksonCodecs {

    private final JsonMapper mapper;

    /**
     * Makes codecs with the settings of a mapper.
     *
     * @param mapper any
     */
    public JacksonCodecs(JsonMapper mapper) {
        this.mapper = Objects.requireNonNull(mapper, "mapper");
    }

    /**
     * Makes a codec for a class.
     *
     * @param <T> type of the values
     * @param type of the values
     * @return a codec
     */
    public <T> Codec<T> of(Class<T> type) {
        return new JacksonCodec<>(mapper, type);
    }

    /**
     * Makes a codec for a type with type arguments.
     *
     * @param <T> type of the values
     * @param type such as {@code new ParameterizedTypeReference<List<String>>() {}}
     * @return a codec
     */
    public <T> Codec<T> of(ParameterizedTypeReference<T> type) {
        return new JacksonCodec<>(mapper, mapper.constructType(type.getType()));
    }
}
