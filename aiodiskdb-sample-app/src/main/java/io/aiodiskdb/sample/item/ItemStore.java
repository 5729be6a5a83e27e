package io.aiodiskdb.sample.item;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.Transaction;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.sample.item.WriteGate.Pass;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * What the controllers ask of the database: everything durable, and nothing accepted that could not be read again.
 * Thread-safe. Blocks only where something is written, while something is pruned.
 */
@Component
public final class ItemStore {

    private final AioDiskDb database;
    private final WriteGate gate;

    ItemStore(AioDiskDb database, WriteGate gate) {
        this.database = database;
        this.gate = gate;
    }

    /** {@return the most bytes that an item may have: it has to fit a data file, a transaction, and one read} */
    public int maxItemSize() {
        AioDiskDbConfig config = database.config();
        return (int) Math.min(Math.min(config.maxFileSize(), config.maxTransactionSize()), config.maxReadSize());
    }

    /** {@return the most bytes that one read may ask for} */
    int maxReadSize() {
        return database.config().maxReadSize();
    }

    /** {@return whether no write buffer can take an item of this size, so that a transaction keeps a copy of it} */
    boolean needsTransaction(long size) {
        return size > database.config().maxBufferSize();
    }

    /**
     * Stores an item, by a transaction of its own if it is larger than a write buffer.
     *
     * @param item its bytes
     * @return completes when it is on stable storage
     */
    CompletableFuture<ItemLocation> store(byte[] item) {
        if (!needsTransaction(item.length)) {
            return passing(() -> database.addDurably(item));
        }
        try (Transaction transaction = database.transaction()) {
            transaction.add(item);
            return commit(transaction).thenApply(locations -> locations.get(0));
        }
    }

    /**
     * Commits a transaction.
     *
     * @param transaction one of {@link #transaction()}
     * @return as that of {@link Transaction#commit()}
     */
    CompletableFuture<List<ItemLocation>> commit(Transaction transaction) {
        return passing(transaction::commit);
    }

    private <T> CompletableFuture<T> passing(Supplier<CompletableFuture<T>> write) {
        Pass pass = gate.enter();
        try {
            return write.get().whenComplete((result, failure) -> pass.close());
        } catch (RuntimeException | Error e) {
            pass.close();
            throw e;
        }
    }

    /** {@return an empty transaction} */
    Transaction transaction() {
        return database.transaction();
    }

    /**
     * Reads an item.
     *
     * @param location where it is
     * @return completes with its bytes, or with nothing if it is not there
     */
    CompletableFuture<Optional<byte[]>> read(ItemLocation location) {
        return database.read(location);
    }
}
