package io.aiodiskdb.spring.codec;

/**
 * Turns values into items and back.
 *
 * <p>Implementations are thread-safe. What they throw, {@link TypedItems} makes a {@link CodecException} of.
 *
 * @param <T> type of the values
 */
public interface Codec<T> {

    /**
     * Turns a value into bytes.
     *
     * @param value any
     * @return at least one byte: an item has no fewer
     */
    byte[] encode(T value);

    /**
     * Turns bytes into a value.
     *
     * @param data those of an item, perhaps not of this codec
     * @return the value
     */
    T decode(byte[] data);

    /** {@return what the values are, for messages} */
    default String typeName() {
        return "a value of " + getClass().getName();
    }
}
