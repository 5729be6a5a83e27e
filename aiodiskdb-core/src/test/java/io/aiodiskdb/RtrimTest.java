package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.error.OverwriteDisabledException;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.model.ItemLocation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RtrimTest extends DatabaseTest {

    @Test
    void cutsOffTheEndOfASealedIndex() {
        RecordedEvents events = new RecordedEvents();
        start();
        db.addListener(events);
        addThreeItemsInTwoIndexes();

        assertThat(get(db.rtrim(0, 400))).isEqualTo(400);

        assertThat(events.first(Trimmed.class))
                .usingRecursiveComparison()
                .ignoringFields("timestamp")
                .isEqualTo(new Trimmed(db.stats().lastFlush(), 0, Trimmed.Side.RIGHT, 400, 400));
        assertAbsent(at(0, 400, 400));
        assertAbsent(at(0, 399, 2));
        assertStored(at(0, 0, 400), item(400, 0));
        assertStored(at(1, 0, 400), item(400, 2));
        assertThat(dataFile(directory(), 0)).hasSize(HEADER + 400);
        assertThat(db.blocking().add(item(10, 9))).as("sealed stays sealed").isEqualTo(at(1, 400, 10));
    }

    @Test
    void isStillDoneAfterACrash() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().rtrim(0, 400);

        reopenAfterCrash();

        assertAbsent(at(0, 400, 400));
        assertStored(at(0, 0, 400), item(400, 0));
        assertStored(at(1, 0, 400), item(400, 2));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void freesTheEndOfTheCurrentIndexForOtherItems() {
        start();
        List<ItemLocation> added = addThreeItemsInTwoIndexes();

        assertThat(db.blocking().rtrim(1, 100)).isEqualTo(300);
        ItemLocation reused = db.blocking().add(item(50, 9));

        assertThat(reused).isEqualTo(at(1, 100, 50));
        assertAbsent(added.get(2));
        assertStored(at(1, 0, 150), join(Arrays.copyOf(item(400, 2), 100), item(50, 9)));
        db.blocking().flush();
        assertStored(at(1, 0, 150), join(Arrays.copyOf(item(400, 2), 100), item(50, 9)));
        reopenAfterCrash();
        assertStored(reused, item(50, 9));
        assertAbsent(at(1, 150, 1));
        assertThat(walk()).containsExactly(added.get(0), added.get(1), reused);
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void writesWhatIsBufferedFirst() {
        start();
        db.blocking().addDurably(item(100, 1));
        db.blocking().add(item(100, 2));
        db.blocking().add(item(100, 3));

        assertThat(db.blocking().rtrim(0, 150)).isEqualTo(150);

        assertStored(at(0, 0, 150), join(item(100, 1), Arrays.copyOf(item(100, 2), 50)));
        assertAbsent(at(0, 100, 100));
        assertAbsent(at(0, 200, 100));
        assertThat(db.stats().itemsBuffered()).isZero();
        assertThat(db.blocking().add(item(20, 4))).isEqualTo(at(0, 150, 20));
    }

    @Test
    void removesNothingAtTheEnd() {
        start();
        addThreeItemsInTwoIndexes();
        Map<String, String> before = snapshot(directory());

        assertThat(db.blocking().rtrim(0, 800)).isZero();
        assertThat(db.blocking().rtrim(1, 400)).isZero();

        assertThat(snapshot(directory())).isEqualTo(before);
        assertStored(at(0, 400, 400), item(400, 1));
    }

    @Test
    void removesEverythingAtTheBegin() {
        start();
        addThreeItemsInTwoIndexes();

        assertThat(db.blocking().rtrim(0, 0)).isEqualTo(800);
        assertThat(db.blocking().rtrim(1, 0)).isEqualTo(400);

        assertAbsent(at(0, 0, 1));
        assertAbsent(at(1, 0, 1));
        assertThat(dataFile(directory(), 0)).hasSize(HEADER);
        assertThat(db.blocking().add(item(10, 9))).isEqualTo(at(1, 0, 10));
        reopen();
        assertStored(at(1, 0, 10), item(10, 9));
        assertThat(walk()).containsExactly(at(1, 0, 10));
    }

    @Test
    void refusesAPositionOutsideTheIndexAndChangesNothing() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().ltrim(0, 200);
        Map<String, String> before = snapshot(directory());

        InvalidTrimException behind = failure(InvalidTrimException.class, db.rtrim(0, 801));
        failure(InvalidTrimException.class, db.rtrim(0, Long.MAX_VALUE));
        failure(InvalidTrimException.class, db.rtrim(0, 199));
        failure(InvalidTrimException.class, db.rtrim(0, -1));
        failure(InvalidTrimException.class, db.rtrim(1, 401));

        assertThat(behind)
                .hasMessageContaining("801")
                .hasMessageContaining("200")
                .hasMessageContaining("800");
        assertThat(snapshot(directory())).isEqualTo(before);
        assertStored(at(0, 400, 400), item(400, 1));
    }

    @Test
    void refusesAnIndexThatIsNotThere() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().dropIndex(0);

        failure(IndexNotFoundException.class, db.rtrim(0, 0));
        failure(IndexNotFoundException.class, db.rtrim(2, 0));
        failure(IndexNotFoundException.class, db.rtrim(Integer.MAX_VALUE, 0));
        failure(IndexNotFoundException.class, db.rtrim(-1, 0));
    }

    @Test
    void comparesTheFirstBytesOfWhatItCutsOff() {
        start();
        addThreeItemsInTwoIndexes();
        byte[] second = item(400, 1);
        byte[] wrong = Arrays.copyOf(second, 8);
        wrong[7]++;

        InvalidTrimException refused = failure(InvalidTrimException.class, db.rtrim(0, 400, wrong));
        failure(InvalidTrimException.class, db.rtrim(0, 401, Arrays.copyOf(second, 8)));
        failure(InvalidTrimException.class, db.rtrim(0, 796, Arrays.copyOfRange(second, 396, 401)));
        assertThatExceptionOfType(InvalidTrimException.class)
                .isThrownBy(() -> db.blocking().rtrim(0, 400, wrong));
        assertThat(refused).hasMessageContaining("407");
        assertStored(at(0, 400, 400), second);

        assertThat(get(db.rtrim(0, 796, Arrays.copyOfRange(second, 396, 400)))).isEqualTo(4);
        assertThat(db.blocking().rtrim(0, 400, Arrays.copyOf(second, 8))).isEqualTo(396);
        assertAbsent(at(0, 400, 1));
    }

    @Test
    void comparesBytesThatAreStillBuffered() {
        start();
        db.blocking().add(item(100, 1));

        failure(InvalidTrimException.class, db.rtrim(0, 50, new byte[] {1, 2, 3}));
        assertThat(get(db.rtrim(0, 50, Arrays.copyOfRange(item(100, 1), 50, 60))))
                .isEqualTo(50);
    }

    @Test
    void cutsOneAfterTheOtherAlsoAfterReopening() {
        start();
        addThreeItemsInTwoIndexes();
        assertThat(db.blocking().rtrim(0, 700)).isEqualTo(100);
        assertThat(db.blocking().rtrim(0, 500)).isEqualTo(200);
        reopen();
        assertThat(db.blocking().rtrim(0, 300)).isEqualTo(200);
        failure(InvalidTrimException.class, db.rtrim(0, 301));

        assertStored(at(0, 0, 300), Arrays.copyOf(item(400, 0), 300));
        assertAbsent(at(0, 0, 301));
        assertThat(walk()).containsExactly(at(1, 0, 400));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void isRefusedWhileOverwritingIsDisabled() {
        start(settings().overwrite(false));
        addThreeItemsInTwoIndexes();
        Map<String, String> before = snapshot(directory());
        assertThat(db.overwriteEnabled()).isFalse();

        failure(OverwriteDisabledException.class, db.rtrim(0, 400));
        failure(OverwriteDisabledException.class, db.ltrim(0, 400));
        failure(OverwriteDisabledException.class, db.dropIndex(0));
        assertThatExceptionOfType(OverwriteDisabledException.class)
                .isThrownBy(() -> db.blocking().rtrim(0, 400));
        assertThatExceptionOfType(OverwriteDisabledException.class)
                .isThrownBy(() -> db.blocking().ltrim(0, 400));
        assertThatExceptionOfType(OverwriteDisabledException.class)
                .isThrownBy(() -> db.blocking().dropIndex(0));
        assertThat(snapshot(directory())).isEqualTo(before);

        db.enableOverwrite();
        assertThat(db.overwriteEnabled()).isTrue();
        assertThat(db.blocking().rtrim(0, 400)).isEqualTo(400);
        db.disableOverwrite();
        failure(OverwriteDisabledException.class, db.rtrim(0, 0));
    }
}
