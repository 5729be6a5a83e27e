package io.aiodiskdb.spring.reactive;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.Transaction;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The operations of a database for Reactor. Thread-safe; no method blocks.
 *
 * <p>Nothing happens before a subscription, and each subscription does it again: an item that is subscribed to twice is
 * stored twice. Bytes are copied at the subscription and must not change before.
 *
 * <p>A cancellation does not take anything back: what has been asked of the database is done, and its outcome is not told.
 * Only {@link #items} stops reading. Signals come on a thread of the database, or on the subscribing one if the outcome is
 * known at once. Errors are those of the futures of {@link AioDiskDb}, without a wrapper.
 */
public final class ReactiveAioDiskDb {

    private final AioDiskDb database;

    /**
     * Makes a view.
     *
     * @param database any
     */
    public ReactiveAioDiskDb(AioDiskDb database) {
        this.database = Objects.requireNonNull(database, "database");
    }

    /** Does not cancel the future, which would stop nothing. */
    private static <T> Mono<T> mono(Supplier<CompletableFuture<T>> operation) {
        return Mono.fromFuture(operation, true);
    }

    /**
     * Adds an item, which survives nothing yet; see {@link AioDiskDb#add(byte[])}.
     *
     * @param data the item
     * @return where it is
     */
    public Mono<ItemLocation> add(byte[] data) {
        Objects.requireNonNull(data, "data");
        return mono(() -> database.add(data));
    }

    /**
     * Adds an item and makes it durable; see {@link AioDiskDb#addDurably(byte[])}.
     *
     * @param data the item
     * @return where it is
     */
    public Mono<ItemLocation> addDurably(byte[] data) {
        Objects.requireNonNull(data, "data");
        return mono(() -> database.addDurably(data));
    }

    /**
     * Reads a range; see {@link AioDiskDb#read}.
     *
     * @param location the range
     * @return its bytes; empty if it is not wholly there
     */
    public Mono<byte[]> read(ItemLocation location) {
        Objects.requireNonNull(location, "location");
        return Mono.<Optional<byte[]>>fromFuture(() -> database.read(location), true)
                .flatMap(Mono::justOrEmpty);
    }

    /**
     * Stores items as one transaction; see {@link Transaction}.
     *
     * @param items all of them, in order
     * @return their locations; fails with {@code EmptyTransactionException} if there are none
     */
    public Mono<List<ItemLocation>> commit(Iterable<byte[]> items) {
        Objects.requireNonNull(items, "items");
        return mono(() -> {
            try (Transaction transaction = database.transaction()) {
                items.forEach(transaction::add);
                return transaction.commit();
            }
        });
    }

    /**
     * Makes durable everything that was added before the subscription; see {@link AioDiskDb#flush()}.
     *
     * @return completes when it is on stable storage
     */
    public Mono<Void> flush() {
        return mono(database::flush);
    }

    /**
     * Waits until a range is durable, without hastening it; see {@link AioDiskDb#persisted}.
     *
     * @param location the range
     * @return completes when it is on stable storage
     */
    public Mono<Void> persisted(ItemLocation location) {
        Objects.requireNonNull(location, "location");
        return mono(() -> database.persisted(location));
    }

    /**
     * Walks through the items on stable storage; see {@link AioDiskDb#items(ItemLocation)}.
     *
     * @param from where to begin
     * @return the items, as many as are requested; read on a thread of {@link Schedulers#boundedElastic()}, where a
     *     cancellation stops the walk
     */
    public Flux<StoredItem> items(ItemLocation from) {
        Objects.requireNonNull(from, "from");
        return Flux.fromStream(() -> database.items(from)).subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * Walks through all items on stable storage; see {@link #items(ItemLocation)}.
     *
     * @return the items
     */
    public Flux<StoredItem> items() {
        return items(new ItemLocation(0, 0, 0));
    }
}
