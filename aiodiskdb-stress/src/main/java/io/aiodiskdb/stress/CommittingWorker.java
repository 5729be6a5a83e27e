package io.aiodiskdb.stress;

import io.aiodiskdb.Transaction;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Commits transactions of a few items, or of enough to need several files. */
final class CommittingWorker extends Worker {

    private static final int MOST_ITEMS = 12;

    private final int id;
    private long sequence;

    CommittingWorker(Load load, int id) {
        super(load);
        this.id = id;
    }

    @Override
    void step(SplittableRandom random) {
        int total = 1 + random.nextInt(MOST_ITEMS);
        int session = load().session();
        long number = sequence++;
        List<StressItem> items = new ArrayList<>();
        for (int ordinal = 0; ordinal < total; ordinal++) {
            items.add(new StressItem(
                    session, id, number, ordinal, total, load().settings().size(random)));
        }
        List<ItemLocation> locations = commit(items);
        load().log().append(new LogLine.Committed(session, id, number, locations));
        for (int ordinal = 0; ordinal < total; ordinal++) {
            load().recent().put(items.get(ordinal), locations.get(ordinal), random);
        }
    }

    private List<ItemLocation> commit(List<StressItem> items) {
        try (Transaction transaction = load().db().transaction()) {
            items.forEach(item -> transaction.add(item.bytes()));
            return await(transaction.commit());
        } catch (StorageFullException | DatabaseFullException | NotRunningException e) {
            StressItem first = items.get(0);
            load().log().append(new LogLine.NotStored(first.session(), id, first.sequence()));
            throw e;
        }
    }
}
