package io.aiodiskdb.spring.transaction;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The part that a store has in one Spring transaction.
 *
 * <p>Used by the thread that the transaction is bound to; a JTA transaction may be completed by another one.
 */
final class StoreSynchronization implements TransactionSynchronization {

    /**
     * Before the synchronizations of JPA, Hibernate, MyBatis and JDBC (900 to 1000), which flush: what a callback leaves to
     * them reaches the database in this transaction. Synchronizations that come later, such as event listeners, which are
     * last by default, can still add: see {@link Phase#STORED}.
     */
    static final int ORDER = 800;

    /** How many times callbacks may add items whose callbacks add items. */
    static final int MAX_ROUNDS = 16;

    private static final int MOST_NAMED = 10;

    private static final Logger log = LoggerFactory.getLogger(StoreSynchronization.class);

    /** How far the Spring transaction has come. */
    private enum Phase {
        /** Items are collected. */
        STAGING,
        /** Those collected are stored. The database has not committed yet, so what is added now is stored at once. */
        STORED,
        /** The database commits or rolls back, or has done so: too late to add. */
        ENDING
    }

    private final AioDiskDb database;

    /** What this is bound to the thread by. */
    private final Object key;

    private final StoreCommit commit;
    private final StagedItems staged;

    /** The first of those that are stored, for the log. Confined to the transaction. */
    private final List<ItemLocation> named = new ArrayList<>();

    private long stored;

    /** Volatile: a JTA transaction may be completed by another thread. */
    private volatile Phase phase = Phase.STAGING;

    StoreSynchronization(AioDiskDb database, Object key) {
        this.database = database;
        this.key = key;
        this.commit = new StoreCommit(database);
        this.staged = new StagedItems(database.config());
    }

    /**
     * {@return whether this belongs to the transaction of this thread} Not so if another thread has completed its
     * transaction, or if a callback after the completion has begun a new one.
     */
    boolean isCurrent() {
        return phase == Phase.STAGING
                || TransactionSynchronizationManager.getSynchronizations().contains(this);
    }

    StagedItem add(byte[] data, Consumer<ItemLocation> callback) {
        if (phase == Phase.ENDING) {
            throw tooLate();
        }
        StagedItem item = staged.stage(data, callback);
        if (phase == Phase.STORED) {
            storeStaged();
        }
        return item;
    }

    static IllegalStateException tooLate() {
        return new IllegalStateException(
                "an item must be added before the Spring transaction completes, but this one is"
                        + " completing or over. In a callback after the commit, begin a transaction with REQUIRES_NEW, or add to"
                        + " the AioDiskDb itself");
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public void suspend() {
        unbind();
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(key, this);
    }

    @Override
    public void savepoint(Object savepoint) {
        staged.savepoint(savepoint);
    }

    @Override
    public void savepointRollback(Object savepoint) {
        staged.rollbackTo(savepoint);
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        storeStaged();
        phase = Phase.STORED;
    }

    private void storeStaged() {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<StagedItem> items = staged.take();
            if (items.isEmpty()) {
                return;
            }
            try {
                commit.run(items);
            } finally {
                items.forEach(this::note);
            }
        }
        if (staged.forget("the item was not stored: too many callbacks added items") > 0) {
            throw new IllegalStateException("callbacks may add items whose callbacks add items at most " + MAX_ROUNDS
                    + " times in a Spring transaction, but the last of them still added some");
        }
    }

    private void note(StagedItem item) {
        if (item.isStored()) {
            stored++;
            if (named.size() < MOST_NAMED) {
                named.add(item.location());
            }
        }
    }

    @Override
    public void beforeCompletion() {
        phase = Phase.ENDING;
    }

    @Override
    public void afterCompletion(int status) {
        phase = Phase.ENDING;
        unbind();
        int forgotten = staged.forget(
                status == STATUS_COMMITTED
                        ? "the item was not stored: it was added when the Spring transaction was committing already"
                        : "the item was forgotten: the Spring transaction was rolled back");
        if (status == STATUS_COMMITTED) {
            if (forgotten > 0) {
                log.error(
                        "{} items were added to the store in {} when the Spring transaction was committing already, and"
                                + " are not stored",
                        forgotten,
                        database.config().path());
            }
        } else if (stored > 0) {
            log.warn(
                    "{} items were stored in {} before {}: {}{}",
                    stored,
                    database.config().path(),
                    status == STATUS_ROLLED_BACK
                            ? "the database was rolled back, and nothing points to them"
                            : "the database's commit failed, and perhaps nothing points to them",
                    named,
                    stored > named.size() ? " and more" : "");
        }
    }

    /** Only this: by now the thread may have another transaction. */
    private void unbind() {
        if (TransactionSynchronizationManager.getResource(key) == this) {
            TransactionSynchronizationManager.unbindResource(key);
        }
    }
}
