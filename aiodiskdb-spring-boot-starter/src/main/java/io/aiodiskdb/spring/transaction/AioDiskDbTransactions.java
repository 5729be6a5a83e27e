package io.aiodiskdb.spring.transaction;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Adds items to a store as part of the current Spring transaction, so that a row of the database never points to an item
 * that is not there.
 *
 * <p>Items that are added inside a transaction are kept in RAM. Just before the database commits, they are stored as one
 * transaction of the store; then each callback is told the location of its item, on the same thread and still inside the
 * Spring transaction. If the store does not take them, or a callback throws, the database is rolled back. If the Spring
 * transaction is rolled back before, or to a savepoint, its items are forgotten. Without a transaction an item is stored at
 * once. Callbacks may add items.
 *
 * <p>These are two commits, not one. If the database fails to commit after the store has committed, or the process dies
 * between the two, the items are in the store and nothing points to them: orphans. The reverse does not happen.
 *
 * <p>Tied to transactions of {@code PlatformTransactionManager}s, which are bound to a thread; a reactive transaction is not
 * seen, nor is one whose manager never synchronizes. A transaction's items have at most {@code max-transaction-size} bytes
 * together. The store's commit blocks, and so does {@code add} outside of a transaction.
 *
 * <p>Thread-safe. Several objects for the same database act as one.
 */
public final class AioDiskDbTransactions {

    /** What the items of a database are bound to a thread by. */
    private record Key(AioDiskDb database) {}

    private final AioDiskDb database;
    private final Key key;

    /**
     * Ties a database to Spring's transactions.
     *
     * @param database any; it needs not run before something is added
     */
    public AioDiskDbTransactions(AioDiskDb database) {
        this.database = Objects.requireNonNull(database, "database");
        this.key = new Key(database);
    }

    /**
     * Adds an item as part of the current transaction; at once if there is none.
     *
     * @param data the item; copied
     * @return the item, which has a location as soon as the store has committed
     * @throws io.aiodiskdb.error.EmptyItemException if it has no bytes
     * @throws io.aiodiskdb.error.ItemTooLargeException if it does not fit a data file, or the items of the transaction
     *     together exceed {@code max-transaction-size}; those added before stay part of the transaction
     * @throws IllegalStateException if the transaction is read-only, completing or over
     */
    public StagedItem add(byte[] data) {
        return add(data, location -> {});
    }

    /**
     * Adds an item as part of the current transaction, at once if there is none, and tells where it is.
     *
     * @param data the item; copied
     * @param stored told the location when the item is on stable storage, on the same thread and inside the transaction.
     *     If it throws, the database is rolled back, callbacks that follow are not run, and the item is an orphan
     * @return the item, which has a location as soon as the store has committed
     * @throws io.aiodiskdb.error.EmptyItemException if it has no bytes
     * @throws io.aiodiskdb.error.ItemTooLargeException if it does not fit a data file, or the items of the transaction
     *     together exceed {@code max-transaction-size}; those added before stay part of the transaction
     * @throws IllegalStateException if the transaction is read-only, completing or over
     */
    public StagedItem add(byte[] data, Consumer<ItemLocation> stored) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(stored, "stored");
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalStateException(
                    "an item must be added in a transaction that is not read-only, but " + name() + " is");
        }
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            StagedItem item = new StagedItem(data, stored);
            new StoreCommit(database).run(List.of(item));
            return item;
        }
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            throw StoreSynchronization.tooLate();
        }
        return current().add(data, stored);
    }

    private static String name() {
        String name = TransactionSynchronizationManager.getCurrentTransactionName();
        return name == null ? "the current one" : name;
    }

    /**
     * Takes part in the current transaction from now on, even if nothing is added yet.
     *
     * <p>Spring asks who takes part when a transaction begins to commit. Where nobody calls this, the first item of a
     * transaction must be added before; one that is first added by another participant, while the transaction commits, is
     * not stored, and an error is logged. Spring Boot's auto-configuration calls it at the begin of each transaction. No
     * effect without a transaction, or in a read-only one.
     */
    public void join() {
        if (TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive()
                && !TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            current();
        }
    }

    private StoreSynchronization current() {
        StoreSynchronization bound = (StoreSynchronization) TransactionSynchronizationManager.getResource(key);
        if (bound != null && bound.isCurrent()) {
            return bound;
        }
        TransactionSynchronizationManager.unbindResourceIfPossible(key);
        StoreSynchronization synchronization = new StoreSynchronization(database, key);
        TransactionSynchronizationManager.bindResource(key, synchronization);
        TransactionSynchronizationManager.registerSynchronization(synchronization);
        return synchronization;
    }
}
