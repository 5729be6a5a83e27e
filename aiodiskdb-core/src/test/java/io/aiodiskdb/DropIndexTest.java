package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.event.IndexDropped;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropIndexTest extends DatabaseTest {

    @Test
    void deletesASealedIndex() {
        RecordedEvents events = new RecordedEvents();
        start();
        db.addListener(events);
        addThreeItemsInTwoIndexes();

        assertThat(get(db.dropIndex(0))).isEqualTo(800);

        IndexDropped dropped = events.first(IndexDropped.class);
        assertThat(dropped.index()).isZero();
        assertThat(dropped.size()).isEqualTo(800);
        assertAbsent(at(0, 0, 400));
        assertAbsent(at(0, 400, 400));
        assertStored(at(1, 0, 400), item(400, 2));
        assertThat(dataFile(directory(), 0)).doesNotExist();
        assertThat(journal(directory(), 0))
                .as("tells that the gap is no damage")
                .exists();
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void isStillDoneAfterACrash() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().dropIndex(0);

        reopenAfterCrash();

        assertAbsent(at(0, 0, 400));
        assertStored(at(1, 0, 400), item(400, 2));
        failure(IndexNotFoundException.class, db.dropIndex(0));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void opensTheNextIndexWhenTheCurrentOneIsDropped() {
        start();
        addThreeItemsInTwoIndexes();

        assertThat(db.blocking().dropIndex(1)).isEqualTo(400);

        assertAbsent(at(1, 0, 400));
        ItemLocation next = db.blocking().add(item(10, 9));
        assertThat(next).as("the number is never used again").isEqualTo(at(2, 0, 10));
        assertAbsent(at(1, 0, 10));
        reopenAfterCrash();
        assertAbsent(at(1, 0, 10));
        assertThat(db.blocking().add(item(10, 8)).index()).isEqualTo(2);
    }

    @Test
    void dropsWhatIsStillBuffered() {
        start();
        db.blocking().add(item(100, 1));

        assertThat(db.blocking().dropIndex(0)).isEqualTo(100);

        assertAbsent(at(0, 0, 100));
        assertThat(db.stats().itemsBuffered()).isZero();
        assertThat(db.blocking().add(item(10, 2))).isEqualTo(at(1, 0, 10));
    }

    @Test
    void neverUsesANumberAgainHoweverOftenTheNewestIsDropped() {
        start();
        List<ItemLocation> stale = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            ItemLocation added = db.blocking().addDurably(item(10, round));
            assertThat(added).isEqualTo(at(round, 0, 10));
            stale.add(added);
            db.blocking().dropIndex(round);
            if (round % 2 == 0) {
                reopen();
            } else {
                reopenAfterCrash();
            }
        }

        for (ItemLocation location : stale) {
            assertAbsent(location);
        }
        assertThat(db.blocking().add(item(10, 99))).isEqualTo(at(6, 0, 10));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void dropsAnIndexInTheMiddle() {
        start();
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 6; seed++) {
            added.add(db.blocking().add(item(400, seed)));
        }

        assertThat(db.blocking().dropIndex(1)).isEqualTo(800);

        for (int seed = 0; seed < 6; seed++) {
            if (seed == 2 || seed == 3) {
                assertAbsent(added.get(seed));
            } else {
                assertStored(added.get(seed), item(400, seed));
            }
        }
        reopen();
        assertThat(walk()).containsExactly(added.get(0), added.get(1), added.get(4), added.get(5));
    }

    @Test
    void dropsAnEmptyIndex() {
        start();

        assertThat(db.blocking().dropIndex(0)).isZero();

        assertThat(db.blocking().add(item(10, 1))).isEqualTo(at(1, 0, 10));
    }

    @Test
    void refusesAnIndexThatIsNotThereOrNotThereAnyMore() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().dropIndex(0);

        assertThat(failure(IndexNotFoundException.class, db.dropIndex(0))).hasMessageContaining("0");
        failure(IndexNotFoundException.class, db.dropIndex(2));
        failure(IndexNotFoundException.class, db.dropIndex(-1));
        failure(IndexNotFoundException.class, db.ltrim(0, 0));
    }
}
