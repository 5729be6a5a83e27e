package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.TransactionClosedException;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockingViewTest extends DatabaseTest {

    @Test
    void commitsATransaction() {
        start();
        try (BlockingTransaction transaction = db.blocking().transaction()) {
            transaction.add(item(20, 1));
            transaction.add(ByteBuffer.wrap(item(30, 2)));
            assertThat(transaction.size()).isEqualTo(2);
            assertThat(transaction.bytes()).isEqualTo(50);

            List<ItemLocation> stored = transaction.commit();

            assertThat(stored).containsExactly(at(0, 0, 20), at(0, 20, 30));
            assertThatExceptionOfType(TransactionClosedException.class).isThrownBy(transaction::commit);
        }
        assertStored(at(0, 0, 50), join(item(20, 1), item(30, 2)));
    }

    @Test
    void rollsATransactionBack() {
        start();
        BlockingTransaction transaction = db.blocking().transaction();
        transaction.add(item(20, 1));
        transaction.rollback();

        assertThat(transaction.size()).isZero();
        assertThat(transaction.bytes()).isZero();
        assertThatExceptionOfType(TransactionClosedException.class).isThrownBy(() -> transaction.add(item(1, 2)));
        assertThatExceptionOfType(TransactionClosedException.class).isThrownBy(transaction::commit);
        assertThat(walk()).isEmpty();
    }

    @Test
    void readsWalksAndVerifiesOnAThreadThatIsInterrupted() {
        start();
        List<ItemLocation> added = addThreeItemsInTwoIndexes();
        reopen();

        Thread.currentThread().interrupt();
        try {
            assertThat(db.blocking().read(added.get(0))).hasValue(item(400, 0));
            assertThat(walk()).isEqualTo(added);
            assertThat(db.blocking().verify().isIntact()).isTrue();
            assertThat(db.blocking().addDurably(item(10, 5))).isEqualTo(at(1, 400, 10));
            assertThat(db.blocking().rtrim(1, 400)).isEqualTo(10);
            db.blocking().stop();
            db.blocking().start();
        } finally {
            assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
        }

        for (int number = 0; number < 3; number++) {
            assertStored(added.get(number), item(400, number));
        }
    }
}
