package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ItemWalkTest extends DatabaseTest {

    /** Items of several indexes, by adds and by a transaction. */
    private List<ItemLocation> addManyItems() {
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 25; seed++) {
            added.add(db.blocking().add(item(1 + seed * 13, seed)));
        }
        Transaction transaction = db.transaction();
        transaction.add(item(600, 1));
        transaction.add(item(600, 2));
        added.addAll(get(transaction.commit()));
        for (int seed = 0; seed < 5; seed++) {
            added.add(db.blocking().add(item(40, seed)));
        }
        db.blocking().flush();
        assertThat(added.get(added.size() - 1).index()).isGreaterThan(3);
        return added;
    }

    @Test
    void findsAllItemsInCommitOrder() {
        start();
        List<ItemLocation> added = addManyItems();

        assertThat(walk()).containsExactlyElementsOf(added);
        try (Stream<StoredItem> items = db.items()) {
            assertThat(items.map(StoredItem::location)).containsExactlyElementsOf(added);
        }
        try (Stream<StoredItem> items = db.blocking().items(at(0, 0, 0))) {
            assertThat(items.map(StoredItem::location)).containsExactlyElementsOf(added);
        }
        reopen();
        assertThat(walk()).containsExactlyElementsOf(added);
        reopenAfterCrash();
        assertThat(walk()).containsExactlyElementsOf(added);
    }

    @Test
    void knowsTheChecksums() {
        start();
        db.blocking().addDurably("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        db.blocking().addDurably(item(77, 1));
        CRC32C crc = new CRC32C();
        crc.update(item(77, 1));

        try (Stream<StoredItem> items = db.items()) {
            assertThat(items)
                    .containsExactly(
                            new StoredItem(at(0, 0, 9), 0xE3069283L), // the check value of CRC-32C
                            new StoredItem(at(0, 9, 77), crc.getValue()));
        }
    }

    @Test
    void beginsAtAnyItem() {
        start();
        List<ItemLocation> added = addManyItems();

        for (int number = 0; number < added.size(); number++) {
            assertThat(walk(added.get(number))).isEqualTo(added.subList(number, added.size()));
        }
    }

    @Test
    void beginsAtTheNextItemBehindAPosition() {
        start();
        addThreeItemsInTwoIndexes();

        assertThat(walk(at(0, 1, 0))).containsExactly(at(0, 400, 400), at(1, 0, 400));
        assertThat(walk(at(0, 401, 0))).containsExactly(at(1, 0, 400));
        assertThat(walk(at(0, 4_000_000_000L, 0))).containsExactly(at(1, 0, 400));
        assertThat(walk(at(1, 1, 0))).isEmpty();
        assertThat(walk(at(2, 0, 0))).isEmpty();
        assertThat(walk(at(Integer.MAX_VALUE, 0, 0))).isEmpty();
    }

    @Test
    void findsNothingThatIsNotDurable() {
        start();
        db.blocking().addDurably(item(10, 1));
        db.blocking().add(item(10, 2));

        assertThat(walk()).containsExactly(at(0, 0, 10));
    }

    @Test
    void leavesOutWhatWasTrimmed() {
        start();
        for (int seed = 0; seed < 8; seed++) {
            db.blocking().add(item(100, seed));
        }
        db.blocking().ltrim(0, 150);
        db.blocking().rtrim(0, 650);

        List<ItemLocation> whole = List.of(at(0, 200, 100), at(0, 300, 100), at(0, 400, 100), at(0, 500, 100));
        assertThat(walk()).as("items that were cut are none any more").isEqualTo(whole);
        ItemLocation reused = db.blocking().addDurably(item(30, 9));
        assertThat(reused).isEqualTo(at(0, 650, 30));
        List<ItemLocation> all = new ArrayList<>(whole);
        all.add(reused);
        assertThat(walk()).isEqualTo(all);
        reopenAfterCrash();
        assertThat(walk()).isEqualTo(all);
    }

    @Test
    void leavesOutWhatWasDropped() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().dropIndex(0);

        assertThat(walk()).containsExactly(at(1, 0, 400));
        reopen();
        assertThat(walk()).containsExactly(at(1, 0, 400));
    }

    @Test
    void isLazy() {
        start();
        addThreeItemsInTwoIndexes();
        try (Stream<StoredItem> items = db.items()) {
            Iterator<StoredItem> walk = items.iterator();
            assertThat(walk.next().location()).isEqualTo(at(0, 0, 400));

            ItemLocation late = db.blocking().addDurably(item(50, 9));

            assertThat(walk.next().location()).isEqualTo(at(0, 400, 400));
            assertThat(walk.next().location()).isEqualTo(at(1, 0, 400));
            assertThat(walk.next().location()).isEqualTo(late);
            assertThat(walk.hasNext()).isFalse();
        }
    }

    @Test
    void goesOnWhenItemsArePrunedMeanwhile() {
        start();
        List<ItemLocation> added = addManyItems();
        try (Stream<StoredItem> items = db.items()) {
            Iterator<StoredItem> walk = items.iterator();
            assertThat(walk.next().location()).isEqualTo(added.get(0));
            db.blocking().dropIndex(0);
            db.blocking()
                    .ltrim(
                            1,
                            added.stream()
                                    .filter(each -> each.index() == 1)
                                    .findFirst()
                                    .orElseThrow()
                                    .end());
            List<ItemLocation> rest = new ArrayList<>();
            walk.forEachRemaining(each -> rest.add(each.location()));

            assertThat(rest)
                    .isSorted()
                    .containsAll(added.stream().filter(each -> each.index() > 1).toList())
                    .doesNotContain(added.get(0));
            assertThat(added).containsAll(rest);
        }
    }

    @Test
    void failsAfterAStop() {
        start();
        addThreeItemsInTwoIndexes();
        try (Stream<StoredItem> items = db.items()) {
            Iterator<StoredItem> walk = items.iterator();
            walk.next();
            db.blocking().stop();

            assertThatExceptionOfType(NotRunningException.class).isThrownBy(() -> walk.forEachRemaining(each -> {}));
        }
    }

    @Test
    void failsWhereTheRecordOfTheItemsIsDamaged() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        damage(journal(directory(), 0), 40);
        start();

        assertThatExceptionOfType(CorruptDataException.class).isThrownBy(this::walk);

        assertThat(walk(at(1, 0, 0))).containsExactly(at(1, 0, 400));
    }
}
