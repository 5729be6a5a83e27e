package io.aiodiskdb.stress;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.model.ItemLocation;
import java.util.SplittableRandom;

/** Adds items one by one: most of them without, some with waiting for durability, in each of the ways that there are. */
final class AddingWorker extends Worker {

    private final int id;
    private long sequence;

    AddingWorker(Load load, int id) {
        super(load);
        this.id = id;
    }

    @Override
    void step(SplittableRandom random) {
        StressItem item = new StressItem(
                load().session(), id, sequence++, 0, 1, load().settings().size(random));
        int way = random.nextInt(100);
        boolean durable = way >= 60;
        ItemLocation location = add(item, way);
        load().log().append(new LogLine.Added(item.session(), id, item.sequence(), location, durable));
        load().recent().put(item, location, random);
    }

    private ItemLocation add(StressItem item, int way) {
        AioDiskDb db = load().db();
        try {
            if (way < 60) {
                return way < 30 ? db.blocking().add(item.bytes()) : await(db.add(item.bytes()));
            } else if (way < 98) {
                return way < 80 ? db.blocking().addDurably(item.bytes()) : await(db.addDurably(item.bytes()));
            }
            ItemLocation location = db.blocking().add(item.bytes());
            db.blocking().persisted(location);
            return location;
        } catch (AddTimeoutException | DatabaseFullException e) {
            load().log().append(new LogLine.NotStored(item.session(), id, item.sequence()));
            throw e;
        } catch (AioDiskDbException e) {
            if (way < 60) {
                load().log().append(new LogLine.NotStored(item.session(), id, item.sequence()));
            }
            throw e;
        }
    }
}
