package io.aiodiskdb;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.EmptyTransactionException;
import io.aiodiskdb.error.TransactionClosedException;
import io.aiodiskdb.internal.engine.Engine;
import io.aiodiskdb.internal.engine.FuturePromise;
import io.aiodiskdb.internal.engine.Promise;
import io.aiodiskdb.internal.engine.TransactionItems;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Collects items for an engine. Thread-safe: guarded by itself until the commit hands the items over. */
final class DefaultTransaction implements Transaction {

    private final Engine engine;

    /** Guarded by this until the commit. */
    private final TransactionItems items;

    /** Guarded by this. */
    private boolean closed;

    DefaultTransaction(Engine engine) {
        this.engine = engine;
        this.items = new TransactionItems(engine.config());
    }

    @Override
    public void add(byte[] data) {
        add(ByteBuffer.wrap(data));
    }

    @Override
    public synchronized void add(ByteBuffer data) {
        requireOpen();
        items.requireRoomFor(data.remaining());
        byte[] copy = new byte[data.remaining()];
        data.get(data.position(), copy);
        items.add(copy);
    }

    private void requireOpen() {
        if (closed) {
            throw new TransactionClosedException("the transaction has been committed, rolled back or closed");
        }
    }

    @Override
    public synchronized int size() {
        return closed ? 0 : items.count();
    }

    @Override
    public synchronized long bytes() {
        return closed ? 0 : items.bytes();
    }

    @Override
    public CompletableFuture<List<ItemLocation>> commit() {
        FuturePromise<List<ItemLocation>, List<ItemLocation>> promise = FuturePromise.ofValue(engine.completions());
        commit(promise);
        return promise.future();
    }

    /** An empty transaction stays open: nothing has been committed. */
    void commit(Promise<List<ItemLocation>> promise) {
        try {
            synchronized (this) {
                requireOpen();
                if (items.count() == 0) {
                    throw new EmptyTransactionException("a transaction must have at least 1 item, but has 0");
                }
                closed = true;
            }
        } catch (AioDiskDbException e) {
            promise.fail(e);
            return;
        }
        engine.commit(items, promise);
    }

    @Override
    public synchronized void rollback() {
        if (!closed) {
            closed = true;
            items.clear();
        }
    }

    @Override
    public void close() {
        rollback();
    }
}
