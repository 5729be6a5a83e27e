package io.aiodiskdb.spring.codec;

import io.aiodiskdb.model.ItemLocation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value could not be turned into an item, or an item not into a value. */
public final class CodecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the value should have been. */
    private final String typeName;

    private final transient @Nullable ItemLocation location;

    private CodecException(String message, String typeName, @Nullable ItemLocation location, Throwable cause) {
        super(message, cause);
        this.typeName = typeName;
        this.location = location;
    }

    static CodecException unencodable(String typeName, Throwable cause) {
        return new CodecException("cannot encode " + typeName + ": " + cause.getMessage(), typeName, null, cause);
    }

    static CodecException undecodable(String typeName, ItemLocation location, int size, Throwable cause) {
        return new CodecException(
                "the item at " + location + ", of " + size + " bytes, is not " + typeName + ": " + cause.getMessage(),
                typeName,
                location,
                cause);
    }

    /** {@return what the value should have been} */
    public String typeName() {
        return typeName;
    }

    /** {@return where the item is; empty if it was a value that could not be encoded, or if this was serialized} */
    public Optional<ItemLocation> location() {
        return Optional.ofNullable(location);
    }
}
