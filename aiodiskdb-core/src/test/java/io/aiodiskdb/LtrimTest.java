package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.model.ItemLocation;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LtrimTest extends DatabaseTest {

    @Test
    void cutsOffTheBeginAndKeepsAllOtherPositions() {
        RecordedEvents events = new RecordedEvents();
        start();
        db.addListener(events);
        addThreeItemsInTwoIndexes();

        assertThat(get(db.ltrim(0, 450))).isEqualTo(450);

        assertThat(events.first(Trimmed.class))
                .usingRecursiveComparison()
                .ignoringFields("timestamp")
                .isEqualTo(new Trimmed(db.stats().lastFlush(), 0, Trimmed.Side.LEFT, 450, 450));
        assertAbsent(at(0, 0, 400));
        assertAbsent(at(0, 449, 1));
        assertAbsent(at(0, 400, 400));
        assertStored(at(0, 450, 350), Arrays.copyOfRange(item(400, 1), 50, 400));
        assertStored(at(1, 0, 400), item(400, 2));
        assertThat(dataFile(directory(), 0)).as("the space is given back").hasSize(HEADER + 350);
    }

    @Test
    void isStillDoneAfterACrash() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().ltrim(0, 400);
        db.blocking().ltrim(1, 10);

        reopenAfterCrash();

        assertAbsent(at(0, 0, 400));
        assertStored(at(0, 400, 400), item(400, 1));
        assertStored(at(1, 10, 390), Arrays.copyOfRange(item(400, 2), 10, 400));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void neverFreesTheBeginOfTheCurrentIndexForOtherItems() {
        start();
        addThreeItemsInTwoIndexes();

        assertThat(db.blocking().ltrim(1, 300)).isEqualTo(300);

        ItemLocation next = db.blocking().add(item(350, 8));
        assertThat(next).isEqualTo(at(1, 400, 350));
        ItemLocation behind = db.blocking().add(item(251, 9));
        assertThat(behind).as("the cut does not make the index longer").isEqualTo(at(2, 0, 251));
        assertAbsent(at(1, 0, 300));
        assertStored(at(1, 300, 450), join(Arrays.copyOfRange(item(400, 2), 300, 400), item(350, 8)));
        db.blocking().flush();
        assertStored(at(1, 300, 450), join(Arrays.copyOfRange(item(400, 2), 300, 400), item(350, 8)));
        assertThat(dataFile(directory(), 1)).hasSize(HEADER + 450);
        reopen();
        assertStored(next, item(350, 8));
        assertStored(behind, item(251, 9));
    }

    @Test
    void goesOnAtTheLogicalPositionWhenTheWholeCurrentIndexWasCutOff() {
        start();
        db.blocking().add(item(300, 1));

        assertThat(db.blocking().ltrim(0, 300)).isEqualTo(300);

        assertThat(dataFile(directory(), 0)).hasSize(HEADER);
        assertThat(db.blocking().add(item(20, 2))).isEqualTo(at(0, 300, 20));
        reopen();
        assertStored(at(0, 300, 20), item(20, 2));
        assertThat(db.blocking().add(item(20, 3))).isEqualTo(at(0, 320, 20));
        assertAbsent(at(0, 0, 300));
    }

    @Test
    void writesWhatIsBufferedFirst() {
        start();
        db.blocking().addDurably(item(100, 1));
        db.blocking().add(item(100, 2));

        assertThat(db.blocking().ltrim(0, 150)).isEqualTo(150);

        assertStored(at(0, 150, 50), Arrays.copyOfRange(item(100, 2), 50, 100));
        assertAbsent(at(0, 0, 100));
        assertAbsent(at(0, 100, 100));
        assertThat(db.stats().itemsBuffered()).isZero();
    }

    @Test
    void removesNothingAtTheBegin() {
        start();
        addThreeItemsInTwoIndexes();
        Map<String, String> before = snapshot(directory());

        assertThat(db.blocking().ltrim(0, 0)).isZero();

        assertThat(snapshot(directory())).isEqualTo(before);
    }

    @Test
    void removesEverythingAtTheEnd() {
        start();
        addThreeItemsInTwoIndexes();

        assertThat(db.blocking().ltrim(0, 800)).isEqualTo(800);

        assertThat(dataFile(directory(), 0)).hasSize(HEADER);
        assertAbsent(at(0, 0, 400));
        assertAbsent(at(0, 799, 1));
        assertThat(walk()).containsExactly(at(1, 0, 400));
        reopen();
        assertThat(db.blocking().ltrim(0, 800)).isZero();
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void refusesAPositionOutsideTheIndexAndChangesNothing() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().ltrim(0, 200);
        Map<String, String> before = snapshot(directory());

        InvalidTrimException before200 = failure(InvalidTrimException.class, db.ltrim(0, 199));
        failure(InvalidTrimException.class, db.ltrim(0, -1));
        failure(InvalidTrimException.class, db.ltrim(0, 801));
        failure(InvalidTrimException.class, db.ltrim(1, 401));
        failure(IndexNotFoundException.class, db.ltrim(2, 0));
        failure(IndexNotFoundException.class, db.ltrim(-1, 0));

        assertThat(before200)
                .hasMessageContaining("199")
                .hasMessageContaining("200")
                .hasMessageContaining("800");
        assertThat(snapshot(directory())).isEqualTo(before);
    }

    @Test
    void comparesTheLastBytesOfWhatItCutsOff() {
        start();
        addThreeItemsInTwoIndexes();
        byte[] first = item(400, 0);
        byte[] wrong = Arrays.copyOfRange(first, 392, 400);
        wrong[0]++;

        InvalidTrimException refused = failure(InvalidTrimException.class, db.ltrim(0, 400, wrong));
        failure(InvalidTrimException.class, db.ltrim(0, 3, Arrays.copyOf(first, 4)));
        assertThatExceptionOfType(InvalidTrimException.class)
                .isThrownBy(() -> db.blocking().ltrim(0, 400, wrong));
        assertThat(refused).hasMessageContaining("392");
        assertStored(at(0, 0, 400), first);

        assertThat(get(db.ltrim(0, 4, Arrays.copyOf(first, 4)))).isEqualTo(4);
        assertThat(db.blocking().ltrim(0, 400, Arrays.copyOfRange(first, 392, 400)))
                .isEqualTo(396);
        assertStored(at(0, 400, 400), item(400, 1));
    }

    @Test
    void checksLogicalPositionsAfterAnEarlierCut() {
        start();
        addThreeItemsInTwoIndexes();
        byte[] second = item(400, 1);
        db.blocking().ltrim(0, 450);
        reopen();

        failure(InvalidTrimException.class, db.ltrim(0, 452, Arrays.copyOfRange(second, 49, 52)));
        assertThat(db.blocking().ltrim(0, 500, Arrays.copyOfRange(second, 60, 100)))
                .isEqualTo(50);
        assertThat(db.blocking().rtrim(0, 600, Arrays.copyOfRange(second, 200, 250)))
                .isEqualTo(200);

        assertStored(at(0, 500, 100), Arrays.copyOfRange(second, 100, 200));
        assertAbsent(at(0, 499, 2));
        assertAbsent(at(0, 599, 2));
        assertThat(dataFile(directory(), 0)).hasSize(HEADER + 100);
    }

    @Test
    void cutsBothSidesOfTheCurrentIndexInTurn() {
        start();
        byte[] whole = new byte[0];
        for (int seed = 0; seed < 3; seed++) {
            db.blocking().add(item(300, seed));
            whole = join(whole, item(300, seed));
        }

        db.blocking().ltrim(0, 100);
        db.blocking().rtrim(0, 700);
        db.blocking().add(item(50, 9));
        db.blocking().ltrim(0, 350);
        db.blocking().rtrim(0, 720);

        byte[] expected = join(Arrays.copyOfRange(whole, 350, 700), Arrays.copyOf(item(50, 9), 20));
        assertStored(at(0, 350, 370), expected);
        reopenAfterCrash();
        assertStored(at(0, 350, 370), expected);
        assertAbsent(at(0, 349, 1));
        assertAbsent(at(0, 720, 1));
        assertThat(db.blocking().add(item(5, 10))).isEqualTo(at(0, 720, 5));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }
}
