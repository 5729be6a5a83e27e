package io.aiodiskdb.spring.codec;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A view of a database whose items are values of one type.
 *
 * <p>Thread-safe. No method blocks: values are encoded on the calling thread, and decoded on the thread that completes the
 * future. A database may hold items of other types as well; the caller knows which location is of what.
 *
 * @param <T> type of the values
 */
public final class TypedItems<T> {

    private final AioDiskDb database;
    private final Codec<T> codec;

    /**
     * Makes a view.
     *
     * @param database where the items are
     * @param codec turns values into items and back
     */
    public TypedItems(AioDiskDb database, Codec<T> codec) {
        this.database = Objects.requireNonNull(database, "database");
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /**
     * Adds a value, which survives nothing yet.
     *
     * @param value any
     * @return as that of {@link AioDiskDb#add(byte[])}; fails with {@link CodecException} if the value cannot be encoded
     */
    public CompletableFuture<ItemLocation> add(T value) {
        return store(value, database::add);
    }

    /**
     * Adds a value and makes it durable.
     *
     * @param value any
     * @return as that of {@link AioDiskDb#addDurably(byte[])}; fails with {@link CodecException} if the value cannot be
     *     encoded
     */
    public CompletableFuture<ItemLocation> addDurably(T value) {
        return store(value, database::addDurably);
    }

    private CompletableFuture<ItemLocation> store(T value, Function<byte[], CompletableFuture<ItemLocation>> add) {
        byte[] data;
        try {
            data = codec.encode(Objects.requireNonNull(value, "value"));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(CodecException.unencodable(codec.typeName(), e));
        }
        return add.apply(data);
    }

    /**
     * Reads a value.
     *
     * @param location of the item, the whole of it
     * @return completes with the value; with nothing if the item is not there. Fails as that of {@link AioDiskDb#read}, and
     *     with {@link CodecException} if the item is not such a value
     */
    public CompletableFuture<Optional<T>> read(ItemLocation location) {
        return database.read(location).thenApply(data -> data.map(bytes -> decode(location, bytes)));
    }

    private T decode(ItemLocation location, byte[] data) {
        try {
            return codec.decode(data);
        } catch (RuntimeException e) {
            throw CodecException.undecodable(codec.typeName(), location, data.length, e);
        }
    }
}
