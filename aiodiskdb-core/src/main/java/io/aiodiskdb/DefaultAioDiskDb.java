package io.aiodiskdb;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.event.DbEventListener;
import io.aiodiskdb.internal.engine.BlockingPromise;
import io.aiodiskdb.internal.engine.Done;
import io.aiodiskdb.internal.engine.Engine;
import io.aiodiskdb.internal.engine.FuturePromise;
import io.aiodiskdb.internal.engine.NioPlatform;
import io.aiodiskdb.internal.engine.Platform;
import io.aiodiskdb.internal.engine.Promise;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.DbStats;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The asynchronous shell of an engine on local files. Thread-safe; keeps no state but the shutdown hook and a count. */
final class DefaultAioDiskDb implements AioDiskDb {

    private static final byte[] UNCHECKED = {};

    private final Engine engine;
    private final BlockingAioDiskDb blocking;
    private final @Nullable ShutdownHook shutdownHook;

    /** Adds that had to wait for room, and whose futures are not completed yet. */
    private final AtomicInteger undelivered = new AtomicInteger();

    DefaultAioDiskDb(AioDiskDbConfig config, boolean shutdownHook) {
        this(config, shutdownHook, new NioPlatform());
    }

    DefaultAioDiskDb(AioDiskDbConfig config, boolean shutdownHook, Platform platform) {
        this.engine = new Engine(config, platform);
        this.blocking = new DefaultBlockingAioDiskDb(engine, this);
        this.shutdownHook = shutdownHook ? new ShutdownHook(this) : null;
    }

    /** Passes a promise on, and gives its future back. */
    private <T> CompletableFuture<T> future(Consumer<Promise<T>> operation) {
        FuturePromise<T, T> promise = FuturePromise.ofValue(engine.completions());
        operation.accept(promise);
        return promise.future();
    }

    private CompletableFuture<Void> signal(Consumer<Promise<Done>> operation) {
        FuturePromise<Done, Void> promise = FuturePromise.ofNothing(engine.completions());
        operation.accept(promise);
        return promise.future();
    }

    @Override
    public CompletableFuture<Void> start() {
        return signal(this::start);
    }

    void start(Promise<Done> promise) {
        if (shutdownHook != null) {
            shutdownHook.register();
        }
        engine.lifecycle().start(new HookReleasing(promise));
    }

    @Override
    public CompletableFuture<ItemLocation> add(byte[] data) {
        Objects.requireNonNull(data, "data");
        try {
            ItemLocation location = engine.add(data);
            return location != null ? added(location) : addLater(ByteBuffer.wrap(data.clone()));
        } catch (AioDiskDbException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<ItemLocation> add(ByteBuffer data) {
        Objects.requireNonNull(data, "data");
        try {
            ItemLocation location = engine.add(data);
            return location != null ? added(location) : addLater(Engine.copyOf(data));
        } catch (AioDiskDbException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Adds complete in the order of their positions: one that has found room waits for the futures of those that had to wait
     * before it. Who waits is counted before he queues up, so that whoever gets a later position sees it.
     */
    private CompletableFuture<ItemLocation> added(ItemLocation location) {
        if (undelivered.get() == 0) {
            return CompletableFuture.completedFuture(location);
        }
        FuturePromise<ItemLocation, ItemLocation> promise = FuturePromise.ofValue(engine.completions());
        engine.completeInTurn(location, promise);
        return promise.future();
    }

    private CompletableFuture<ItemLocation> addLater(ByteBuffer copy) {
        undelivered.incrementAndGet();
        FuturePromise<ItemLocation, ItemLocation> promise =
                FuturePromise.ofValue(engine.completions(), undelivered::decrementAndGet);
        engine.addLater(copy, copy.remaining(), promise);
        return promise.future();
    }

    @Override
    public CompletableFuture<ItemLocation> addDurably(byte[] data) {
        return addDurably(ByteBuffer.wrap(data));
    }

    @Override
    public CompletableFuture<ItemLocation> addDurably(ByteBuffer data) {
        Objects.requireNonNull(data, "data");
        return future(promise -> engine.addDurably(data, true, promise));
    }

    @Override
    public CompletableFuture<Optional<byte[]>> read(ItemLocation location) {
        Objects.requireNonNull(location, "location");
        try {
            Optional<byte[]> known = engine.reads().readNow(location);
            return known != null
                    ? CompletableFuture.completedFuture(known)
                    : future(promise -> engine.reads().readLater(location, promise));
        } catch (AioDiskDbException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Transaction transaction() {
        return new DefaultTransaction(engine);
    }

    @Override
    public CompletableFuture<Void> flush() {
        return signal(engine::flush);
    }

    @Override
    public CompletableFuture<Void> persisted(ItemLocation location) {
        Objects.requireNonNull(location, "location");
        return signal(promise -> engine.persisted(location, promise));
    }

    @Override
    public void enableOverwrite() {
        engine.setOverwrite(true);
    }

    @Override
    public void disableOverwrite() {
        engine.setOverwrite(false);
    }

    @Override
    public boolean overwriteEnabled() {
        return engine.overwrite();
    }

    @Override
    public CompletableFuture<Long> rtrim(int index, long position) {
        return rtrim(index, position, UNCHECKED);
    }

    @Override
    public CompletableFuture<Long> rtrim(int index, long position, byte[] firstBytes) {
        byte[] check = firstBytes.clone();
        return future(promise -> engine.rtrim(index, position, check, promise));
    }

    @Override
    public CompletableFuture<Long> ltrim(int index, long position) {
        return ltrim(index, position, UNCHECKED);
    }

    @Override
    public CompletableFuture<Long> ltrim(int index, long position, byte[] lastBytes) {
        byte[] check = lastBytes.clone();
        return future(promise -> engine.ltrim(index, position, check, promise));
    }

    @Override
    public CompletableFuture<Long> dropIndex(int index) {
        return future(promise -> engine.drop(index, promise));
    }

    @Override
    public void addListener(DbEventListener listener) {
        engine.addListener(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public void removeListener(DbEventListener listener) {
        engine.removeListener(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public DbState state() {
        return engine.state();
    }

    @Override
    public Optional<AioDiskDbException> trouble() {
        return Optional.ofNullable(engine.lifecycle().trouble());
    }

    @Override
    public DbStats stats() {
        return engine.stats();
    }

    @Override
    public AioDiskDbConfig config() {
        return engine.config();
    }

    @Override
    public BlockingAioDiskDb blocking() {
        return blocking;
    }

    @Override
    public Stream<StoredItem> items(ItemLocation from) {
        Objects.requireNonNull(from, "from");
        Iterator<StoredItem> walk = engine.reads().items(from);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        walk, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL),
                false);
    }

    @Override
    public CompletableFuture<VerificationReport> verify(Consumer<VerificationProgress> progress) {
        Objects.requireNonNull(progress, "progress");
        return future(promise -> engine.reads().verify(progress, promise));
    }

    @Override
    public CompletableFuture<List<IndexStats>> indices() {
        return future(engine.reads()::indices);
    }

    @Override
    public CompletableFuture<Void> stop() {
        return signal(this::stop);
    }

    void stop(Promise<Done> promise) {
        engine.lifecycle().stop(false, new HookReleasing(promise));
    }

    /** Forgets the shutdown hook when there is nothing left to stop. */
    private final class HookReleasing implements Promise<Done> {

        private final Promise<Done> next;

        HookReleasing(Promise<Done> next) {
            this.next = next;
        }

        @Override
        public void complete(Done value) {
            releaseHook();
            next.complete(value);
        }

        @Override
        public void fail(AioDiskDbException reason) {
            releaseHook();
            next.fail(reason);
        }
    }

    private void releaseHook() {
        boolean over = engine.state() == DbState.NEW || engine.state() == DbState.STOPPED;
        if (shutdownHook != null && over) {
            shutdownHook.unregister();
        }
    }

    @Override
    public void destroy() {
        engine.lifecycle().destroy();
    }

    @Override
    public void close() {
        BlockingPromise<Done> closed = new BlockingPromise<>();
        engine.lifecycle().stop(true, new HookReleasing(closed));
        closed.await();
    }
}
