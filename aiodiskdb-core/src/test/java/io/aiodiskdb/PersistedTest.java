package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.model.ItemLocation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PersistedTest extends DatabaseTest {

    @Test
    void completesWhenTheRangeIsDurable() {
        start();
        ItemLocation added = db.blocking().add(item(10, 1));
        CompletableFuture<Void> persisted = db.persisted(added);
        assertThat(persisted).as("nobody has asked for a flush").isNotDone();

        db.blocking().flush();

        get(persisted);
    }

    @Test
    void completesAtOnceWhenTheRangeIsDurableAlready() {
        start();
        List<ItemLocation> added = addThreeItemsInTwoIndexes();

        for (ItemLocation location : added) {
            get(db.persisted(location));
            db.blocking().persisted(location);
        }
        get(db.persisted(at(0, 100, 500)));
    }

    @Test
    void waitsForTheLastByteOfARange() {
        start();
        db.blocking().addDurably(item(10, 1));
        db.blocking().add(item(10, 2));

        CompletableFuture<Void> whole = db.persisted(at(0, 0, 20));

        assertThat(whole).isNotDone();
        get(db.persisted(at(0, 0, 10)));
        db.blocking().stop();
        get(whole);
    }

    @Test
    void findsNoRangeWhoseBeginHasBeenCutOffAlthoughItsEndIsBuffered() {
        start(settings().overwrite(true));
        db.blocking().addDurably(item(100, 1));
        db.blocking().ltrim(0, 50);
        db.blocking().add(item(60, 2));

        failure(IndexNotFoundException.class, db.persisted(at(0, 49, 60)));
    }

    @Test
    void findsNoRangeThatIsNotThere() {
        start();
        db.blocking().addDurably(item(10, 1));
        db.blocking().add(item(10, 2));

        failure(IndexNotFoundException.class, db.persisted(at(0, 0, 21)));
        failure(IndexNotFoundException.class, db.persisted(at(0, 20, 1)));
        failure(IndexNotFoundException.class, db.persisted(at(1, 0, 1)));
    }

    @Test
    void findsNoRangeThatWasPruned() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().ltrim(0, 400);
        db.blocking().dropIndex(1);

        failure(IndexNotFoundException.class, db.persisted(at(0, 0, 400)));
        failure(IndexNotFoundException.class, db.persisted(at(1, 0, 400)));
        get(db.persisted(at(0, 400, 400)));
    }
}
