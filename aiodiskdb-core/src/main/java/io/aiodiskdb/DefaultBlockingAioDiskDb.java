package io.aiodiskdb;

import io.aiodiskdb.internal.engine.BlockingPromise;
import io.aiodiskdb.internal.engine.Done;
import io.aiodiskdb.internal.engine.Engine;
import io.aiodiskdb.internal.engine.Promise;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The blocking shell of an engine: the calling thread reads by itself, and is woken directly. Thread-safe. */
final class DefaultBlockingAioDiskDb implements BlockingAioDiskDb {

    private static final byte[] UNCHECKED = {};

    private final Engine engine;
    private final DefaultAioDiskDb database;

    DefaultBlockingAioDiskDb(Engine engine, DefaultAioDiskDb database) {
        this.engine = engine;
        this.database = database;
    }

    private static <T> T await(Consumer<Promise<T>> operation) {
        BlockingPromise<T> promise = new BlockingPromise<>();
        operation.accept(promise);
        return promise.await();
    }

    @Override
    public void start() {
        DefaultBlockingAioDiskDb.<Done>await(database::start);
    }

    @Override
    public ItemLocation add(byte[] data) {
        ItemLocation location = engine.add(Objects.requireNonNull(data, "data"));
        return location != null ? location : addLater(ByteBuffer.wrap(data));
    }

    @Override
    public ItemLocation add(ByteBuffer data) {
        ItemLocation location = engine.add(Objects.requireNonNull(data, "data"));
        return location != null ? location : addLater(data);
    }

    /** The caller's own buffer waits with him. */
    private ItemLocation addLater(ByteBuffer data) {
        return await(promise -> engine.addLater(data, 0, promise));
    }

    @Override
    public ItemLocation addDurably(byte[] data) {
        return addDurably(ByteBuffer.wrap(data));
    }

    @Override
    public ItemLocation addDurably(ByteBuffer data) {
        Objects.requireNonNull(data, "data");
        return await(promise -> engine.addDurably(data, false, promise));
    }

    @Override
    public Optional<byte[]> read(ItemLocation location) {
        return engine.reads().read(Objects.requireNonNull(location, "location"));
    }

    @Override
    public BlockingTransaction transaction() {
        return new DefaultBlockingTransaction(new DefaultTransaction(engine));
    }

    @Override
    public void flush() {
        await(engine::flush);
    }

    @Override
    public void persisted(ItemLocation location) {
        Objects.requireNonNull(location, "location");
        BlockingPromise<Done> promise = new BlockingPromise<>();
        engine.persisted(location, promise);
        promise.await();
    }

    @Override
    public long rtrim(int index, long position) {
        return rtrim(index, position, UNCHECKED);
    }

    @Override
    public long rtrim(int index, long position, byte[] firstBytes) {
        return await(promise -> engine.rtrim(index, position, firstBytes, promise));
    }

    @Override
    public long ltrim(int index, long position) {
        return ltrim(index, position, UNCHECKED);
    }

    @Override
    public long ltrim(int index, long position, byte[] lastBytes) {
        return await(promise -> engine.ltrim(index, position, lastBytes, promise));
    }

    @Override
    public long dropIndex(int index) {
        return await(promise -> engine.drop(index, promise));
    }

    @Override
    public Stream<StoredItem> items(ItemLocation from) {
        return database.items(from);
    }

    @Override
    public VerificationReport verify(Consumer<VerificationProgress> progress) {
        return engine.reads().verify(Objects.requireNonNull(progress, "progress"));
    }

    @Override
    public List<IndexStats> indices() {
        return engine.reads().indices();
    }

    @Override
    public void stop() {
        DefaultBlockingAioDiskDb.<Done>await(database::stop);
    }
}
