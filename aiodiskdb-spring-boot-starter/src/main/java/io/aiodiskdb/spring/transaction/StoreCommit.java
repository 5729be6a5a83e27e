package io.aiodiskdb.spring.transaction;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingTransaction;
import io.aiodiskdb.model.ItemLocation;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import org.springframework.transaction.TransactionException;

/** Stores items as one transaction of the store, and tells their callbacks; blocks. Thread-safe. */
final class StoreCommit {

    private final AioDiskDb database;

    StoreCommit(AioDiskDb database) {
        this.database = database;
    }

    /**
     * Stores items, then runs their callbacks in order.
     *
     * @param items at least one
     * @throws io.aiodiskdb.error.AioDiskDbException if the store does not take them; none is stored then
     */
    void run(List<StagedItem> items) {
        List<ItemLocation> locations;
        try {
            locations = store(items);
        } catch (RuntimeException | Error e) {
            items.forEach(item -> item.forget("the item was not stored: " + e.getMessage()));
            throw e;
        }
        for (int number = 0; number < locations.size(); number++) {
            items.get(number).storedAt(locations.get(number));
        }
        items.forEach(StoreCommit::tell);
    }

    /** The store copies each item; ours is garbage at once, so that there are never two of all of them. */
    private List<ItemLocation> store(List<StagedItem> items) {
        try (BlockingTransaction transaction = database.blocking().transaction()) {
            for (StagedItem item : items) {
                transaction.add(item.takeData());
            }
            return transaction.commit();
        }
    }

    /**
     * Runs a callback, whose failure must roll the Spring transaction back.
     *
     * <p>Spring's transaction managers take a {@link TransactionException} during a commit for one of the commit itself and
     * do not roll back; nor do they at a checked exception, which languages other than Java can throw here. Giving the
     * connection back could then even commit. So both are wrapped.
     */
    private static void tell(StagedItem item) {
        try {
            item.tellLocation();
        } catch (TransactionException e) {
            throw new IllegalStateException(
                    "the callback of the item at " + item.location() + " failed in a transaction of its own: "
                            + e.getMessage(),
                    e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new UndeclaredThrowableException(e, "the callback of the item at " + item.location() + " failed");
        }
    }
}
