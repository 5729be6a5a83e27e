package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.EmptyTransactionException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.error.TransactionClosedException;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TransactionTest extends DatabaseTest {

    @Test
    void storesItsItemsInTheOrderOfTheAdds() {
        start();
        db.blocking().add(item(10, 0));
        Transaction transaction = db.transaction();
        transaction.add(item(20, 1));
        transaction.add(ByteBuffer.wrap(item(30, 2)));
        transaction.add(ByteBuffer.allocateDirect(40).put(item(40, 3)).flip());

        List<ItemLocation> stored = get(transaction.commit());

        assertThat(stored).containsExactly(at(0, 10, 20), at(0, 30, 30), at(0, 60, 40));
        assertStored(stored.get(0), item(20, 1));
        assertStored(stored.get(1), item(30, 2));
        assertStored(stored.get(2), item(40, 3));
        assertStored(at(0, 0, 10), item(10, 0));
        assertThat(db.blocking().add(item(5, 4))).isEqualTo(at(0, 100, 5));
    }

    @Test
    void isDurableWithAllThatWasAddedBefore() {
        start();
        ItemLocation before = db.blocking().add(item(10, 0));
        BlockingTransaction transaction = db.blocking().transaction();
        transaction.add(item(20, 1));
        List<ItemLocation> stored = transaction.commit();

        reopenAfterCrash();

        assertStored(before, item(10, 0));
        assertStored(stored.get(0), item(20, 1));
    }

    @Test
    void spansAnyNumberOfFiles() {
        start();
        db.blocking().add(item(150, 0));
        Transaction transaction = db.transaction();
        for (int seed = 1; seed <= 12; seed++) {
            transaction.add(item(seed % 2 == 0 ? 333 : 700, seed));
        }

        List<ItemLocation> stored = get(transaction.commit());

        assertThat(stored).isSorted().doesNotHaveDuplicates();
        assertThat(stored.get(11).index()).isGreaterThan(5);
        for (int number = 0; number < 12; number++) {
            assertThat(stored.get(number).end()).isLessThanOrEqualTo(FILE);
            assertStored(stored.get(number), item(number % 2 == 1 ? 333 : 700, number + 1));
        }
        reopenAfterCrash();
        for (int number = 0; number < 12; number++) {
            assertStored(stored.get(number), item(number % 2 == 1 ? 333 : 700, number + 1));
        }
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void takesAnItemAsLargeAsAFile() {
        start();
        db.blocking().add(item(1, 0));
        Transaction transaction = db.transaction();
        transaction.add(item(FILE, 1));
        assertThatExceptionOfType(ItemTooLargeException.class)
                .isThrownBy(() -> transaction.add(new byte[FILE + 1]))
                .withMessageContaining("1001")
                .withMessageContaining("1000");
        assertThatExceptionOfType(ItemTooLargeException.class)
                .isThrownBy(() -> transaction.add(ByteBuffer.allocate(FILE + 1)));

        assertThat(get(transaction.commit())).containsExactly(at(1, 0, FILE));
        assertStored(at(1, 0, FILE), item(FILE, 1));
    }

    @Test
    void showsNothingBeforeTheCommit() {
        start();
        Transaction transaction = db.transaction();
        transaction.add(item(20, 1));
        transaction.add(item(30, 2));
        db.blocking().flush();

        assertThat(transaction.size()).isEqualTo(2);
        assertThat(transaction.bytes()).isEqualTo(50);
        assertAbsent(at(0, 0, 20));
        assertThat(walk()).isEmpty();
        assertThat(db.stats().itemsAdded()).isZero();
        assertThat(db.blocking().add(item(5, 3))).isEqualTo(at(0, 0, 5));
        transaction.close();
    }

    @Test
    void isCommittedOnce() {
        start();
        Transaction transaction = db.transaction();
        transaction.add(item(20, 1));
        CompletableFuture<List<ItemLocation>> first = transaction.commit();

        failure(TransactionClosedException.class, transaction.commit());
        assertThatExceptionOfType(TransactionClosedException.class).isThrownBy(() -> transaction.add(item(1, 2)));
        assertThatExceptionOfType(TransactionClosedException.class)
                .isThrownBy(() -> transaction.add(ByteBuffer.allocate(1)));
        assertThat(get(first)).hasSize(1);
        failure(TransactionClosedException.class, transaction.commit());
        assertThat(walk()).hasSize(1);
    }

    @Test
    void refusesToCommitNothing() {
        start();

        failure(EmptyTransactionException.class, db.transaction().commit());
        assertThatExceptionOfType(EmptyTransactionException.class)
                .isThrownBy(() -> db.blocking().transaction().commit());
        assertThat(db.stats().commits()).isZero();
    }

    @Test
    void refusesAnEmptyItem() {
        start();
        Transaction transaction = db.transaction();

        assertThatExceptionOfType(EmptyItemException.class).isThrownBy(() -> transaction.add(new byte[0]));
        assertThatExceptionOfType(EmptyItemException.class).isThrownBy(() -> transaction.add(ByteBuffer.allocate(0)));
        assertThat(transaction.size()).isZero();
    }

    @Test
    void takesItemsUpToItsMaximumAndNoMore() {
        start(settings().maxTransactionSize(1500));
        Transaction transaction = db.transaction();
        transaction.add(item(900, 1));
        transaction.add(item(500, 2));

        assertThatExceptionOfType(ItemTooLargeException.class)
                .isThrownBy(() -> transaction.add(new byte[101]))
                .withMessageContaining("1500");
        transaction.add(item(100, 3));

        assertThat(transaction.bytes()).isEqualTo(1500);
        assertThat(get(transaction.commit())).containsExactly(at(0, 0, 900), at(1, 0, 500), at(1, 500, 100));
    }

    @Test
    void forgetsItsItemsWhenItIsClosed() {
        start();
        Transaction closed = db.transaction();
        closed.add(item(20, 1));
        closed.close();
        Transaction rolledBack = db.transaction();
        rolledBack.add(item(20, 1));
        rolledBack.rollback();

        for (Transaction over : List.of(closed, rolledBack)) {
            assertThatExceptionOfType(TransactionClosedException.class).isThrownBy(() -> over.add(item(1, 2)));
            failure(TransactionClosedException.class, over.commit());
            assertThatCode(over::close).doesNotThrowAnyException();
            assertThatCode(over::rollback).doesNotThrowAnyException();
        }
        assertThat(walk()).isEmpty();
        assertThat(db.blocking().add(item(5, 3))).isEqualTo(at(0, 0, 5));
    }

    @Test
    void isNotForgottenOnceItsCommitHasBegun() {
        start();
        CompletableFuture<List<ItemLocation>> committed;
        try (Transaction transaction = db.transaction()) {
            transaction.add(item(20, 1));
            committed = transaction.commit();
            transaction.rollback();
        }

        assertStored(get(committed).get(0), item(20, 1));
    }

    @Test
    void copiesWhatItIsGiven() {
        start();
        Transaction transaction = db.transaction();
        byte[] array = item(20, 1);
        ByteBuffer buffer = ByteBuffer.wrap(item(30, 2)).position(5);
        transaction.add(array);
        transaction.add(buffer);
        assertThat(buffer.position()).isEqualTo(5);
        assertThat(buffer.limit()).isEqualTo(30);
        Arrays.fill(array, (byte) 0);
        Arrays.fill(buffer.array(), (byte) 0);

        List<ItemLocation> stored = get(transaction.commit());

        assertStored(stored.get(0), item(20, 1));
        assertStored(stored.get(1), Arrays.copyOfRange(item(30, 2), 5, 30));
    }

    @Test
    void mayBeBegunBeforeTheStart() {
        db = settings().build();
        Transaction transaction = db.transaction();
        transaction.add(item(20, 1));
        db.blocking().start();

        assertStored(get(transaction.commit()).get(0), item(20, 1));
    }

    @Test
    void takesItemsOfSeveralThreads() throws Exception {
        start();
        Transaction transaction = db.transaction();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            int first = number * 100;
            Thread thread = new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                for (int seed = first; seed < first + 100; seed++) {
                    transaction.add(item(16, seed));
                }
            });
            thread.start();
            threads.add(thread);
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        List<ItemLocation> stored = get(transaction.commit());

        assertThat(stored).hasSize(800).isSorted().doesNotHaveDuplicates();
        List<String> found = new ArrayList<>();
        for (ItemLocation location : stored) {
            found.add(Arrays.toString(db.blocking().read(location).orElseThrow()));
        }
        List<String> expected = new ArrayList<>();
        for (int seed = 0; seed < 800; seed++) {
            expected.add(Arrays.toString(item(16, seed)));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void letsWritesWaitAndLosesNone() {
        start();
        List<ItemLocation> all = new ArrayList<>();
        all.add(get(db.add(item(10, 30)))); // there are buffers now: an add that waits for one may be overtaken
        for (int round = 0; round < 20; round++) {
            CompletableFuture<ItemLocation> before = db.add(item(90, round));
            Transaction transaction = db.transaction();
            transaction.add(item(80, round));
            transaction.add(item(70, round));
            CompletableFuture<List<ItemLocation>> commit = transaction.commit();
            CompletableFuture<ItemLocation> after = db.add(item(60, round));

            List<ItemLocation> committed = get(commit);
            assertStored(get(before), item(90, round));
            assertStored(committed.get(0), item(80, round));
            assertStored(committed.get(1), item(70, round));
            assertStored(get(after), item(60, round));
            assertThat(committed.get(0)).isGreaterThan(get(before));
            all.addAll(committed);
            all.add(get(before));
            all.add(get(after));
        }
        assertThat(all).doesNotHaveDuplicates().hasSize(81);
        db.blocking().flush();
        assertThat(walk()).containsExactlyElementsOf(all.stream().sorted().toList());
    }
}
