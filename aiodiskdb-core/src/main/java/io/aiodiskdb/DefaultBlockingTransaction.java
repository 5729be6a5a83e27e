package io.aiodiskdb;

import io.aiodiskdb.internal.engine.BlockingPromise;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.List;

/** A {@link DefaultTransaction} whose commit waits. Thread-safe. */
final class DefaultBlockingTransaction implements BlockingTransaction {

    private final DefaultTransaction transaction;

    DefaultBlockingTransaction(DefaultTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public void add(byte[] data) {
        transaction.add(data);
    }

    @Override
    public void add(ByteBuffer data) {
        transaction.add(data);
    }

    @Override
    public int size() {
        return transaction.size();
    }

    @Override
    public long bytes() {
        return transaction.bytes();
    }

    @Override
    public List<ItemLocation> commit() {
        BlockingPromise<List<ItemLocation>> promise = new BlockingPromise<>();
        transaction.commit(promise);
        return promise.await();
    }

    @Override
    public void rollback() {
        transaction.rollback();
    }

    @Override
    public void close() {
        transaction.close();
    }
}
