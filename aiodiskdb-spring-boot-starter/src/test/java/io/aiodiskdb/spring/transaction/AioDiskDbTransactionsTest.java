package io.aiodiskdb.spring.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.model.ItemLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class AioDiskDbTransactionsTest {

    @TempDir
    private Path directory;

    private TwoStores stores;

    @BeforeEach
    void open() {
        stores = new TwoStores(
                directory,
                builder -> builder.maxFileSize(1000).maxBufferSize(100).maxTransactionSize(1500));
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void storesItemAndRowTogether() {
        stores.inTransaction(() -> stores.add("a"));

        stores.reopen();
        assertThat(stores.rows()).containsExactly("a");
        assertThat(stores.items()).containsExactly("a");
    }

    @Test
    void storesNothingBeforeTheCommit() {
        stores.inTransaction(() -> {
            StagedItem item = stores.add("a");
            assertThat(item.isStored()).isFalse();
            assertThat(item.size()).isEqualTo(1);
            assertThatIllegalState(item).hasMessageContaining("not stored yet");
            assertThat(stores.items()).isEmpty();
            assertThat(stores.rows()).isEmpty();
        });
        assertThat(stores.items()).containsExactly("a");
    }

    @Test
    void tellsTheLocationAfterTheCommit() {
        List<StagedItem> staged = new ArrayList<>();
        stores.inTransaction(() -> staged.add(stores.transactions().add("abc".getBytes(UTF_8))));

        assertThat(staged.get(0).isStored()).isTrue();
        assertThat(staged.get(0).location()).isEqualTo(new ItemLocation(0, 0, 3));
    }

    @Test
    void storesAllItemsBeforeTheFirstCallback() {
        List<String> told = new ArrayList<>();
        stores.inTransaction(() -> {
            for (String name : List.of("c", "a", "b")) {
                stores.transactions().add(name.getBytes(UTF_8), location -> {
                    assertThat(stores.items()).containsExactly("c", "a", "b");
                    told.add(name + " " + location);
                });
            }
        });
        assertThat(told).containsExactly("c 0:0:1", "a 0:1:1", "b 0:2:1");
        assertThat(stores.store().stats().commits()).isEqualTo(1);
    }

    @Test
    void copiesTheBytes() {
        byte[] data = "before".getBytes(UTF_8);
        stores.inTransaction(() -> {
            stores.transactions().add(data);
            System.arraycopy("after!".getBytes(UTF_8), 0, data, 0, 6);
        });
        assertThat(stores.items()).containsExactly("before");
    }

    @Test
    void forgetsItemsAtARollback() {
        List<StagedItem> staged = new ArrayList<>();
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    staged.add(stores.add("a"));
                    throw new IllegalArgumentException("stop");
                }))
                .hasMessage("stop");

        assertThatIllegalState(staged.get(0)).hasMessageContaining("forgotten").hasMessageContaining("rolled back");
        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).isEmpty();
    }

    @Test
    void forgetsItemsOfATransactionThatIsMarkedForRollback() {
        new TransactionTemplate(stores.manager()).executeWithoutResult(status -> {
            stores.add("a");
            status.setRollbackOnly();
        });
        stores.reopen();
        assertThat(stores.items()).isEmpty();
    }

    @Test
    void forgetsItemsIfAnInnerTransactionHasFailed() {
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.add("outer");
                    assertThatThrownBy(() -> stores.inTransaction(() -> {
                                stores.add("inner");
                                throw new IllegalArgumentException("stop");
                            }))
                            .hasMessage("stop");
                }))
                .hasMessageContaining("rollback-only");
        stores.reopen();
        assertThat(stores.items()).isEmpty();
        assertThat(stores.rows()).isEmpty();
    }

    @Test
    void storesAtOnceWithoutATransaction() {
        StagedItem item = stores.add("a");

        assertThat(item.location()).isEqualTo(new ItemLocation(0, 0, 1));
        stores.reopen();
        assertThat(stores.rows()).containsExactly("a");
    }

    @Test
    void storesAtOnceInAScopeWithoutATransaction() {
        stores.in(
                TransactionDefinition.PROPAGATION_SUPPORTS,
                () -> assertThat(stores.add("a").isStored()).isTrue());
        stores.inTransaction(() -> {
            stores.add("later");
            stores.in(
                    TransactionDefinition.PROPAGATION_NOT_SUPPORTED,
                    () -> assertThat(stores.add("b").isStored()).isTrue());
        });
        assertThat(stores.items()).containsExactly("a", "b", "later");
        stores.reopen();
        assertThat(stores.rows()).containsExactly("a", "b", "later");
    }

    @Test
    void refusesItemsInAReadOnlyTransaction() {
        DefaultTransactionDefinition readOnly = new DefaultTransactionDefinition();
        readOnly.setReadOnly(true);
        readOnly.setName("Report.print");
        assertThatThrownBy(() -> stores.in(readOnly, () -> stores.add("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not read-only, but Report.print is");
        stores.in(readOnly, () -> stores.transactions().join());
        assertThat(stores.items()).isEmpty();
    }

    @Test
    void joiningWithoutATransactionDoesNothing() {
        stores.transactions().join();
        stores.reopen();
        assertThat(stores.items()).isEmpty();
    }

    @Test
    void storesAnInnerTransactionByItself() {
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.add("outer");
                    stores.in(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> stores.add("inner"));
                    assertThat(stores.items()).containsExactly("inner");
                    throw new IllegalArgumentException("stop");
                }))
                .hasMessage("stop");
        stores.reopen();
        assertThat(stores.rows()).containsExactly("inner");
        assertThat(stores.items()).containsExactly("inner");
    }

    @Test
    void keepsTheOuterTransactionsItemsWhenTheInnerOneRollsBack() {
        stores.inTransaction(() -> {
            stores.add("before");
            assertThatThrownBy(() -> stores.in(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> {
                        stores.add("inner");
                        throw new IllegalArgumentException("stop");
                    }))
                    .hasMessage("stop");
            stores.add("after");
        });
        stores.reopen();
        assertThat(stores.rows()).containsExactly("after", "before");
        assertThat(stores.items()).containsExactly("before", "after");
    }

    @Test
    void severalObjectsForOneDatabaseShareTheTransaction() {
        stores.inTransaction(() -> {
            new AioDiskDbTransactions(stores.store()).add(new byte[] {'a'});
            new AioDiskDbTransactions(stores.store()).add(new byte[] {'b'});
        });
        assertThat(stores.store().stats().commits()).isEqualTo(1);
        assertThat(stores.items()).containsExactly("a", "b");
    }

    @Test
    void transactionsOfTwoDatabasesCommitEachByItself() {
        try (AioDiskDb other = AioDiskDb.builder(directory.resolve("other")).build()) {
            other.blocking().start();
            stores.inTransaction(() -> {
                stores.add("here");
                new AioDiskDbTransactions(other).add("there".getBytes(UTF_8));
            });
            assertThat(stores.items()).containsExactly("here");
            assertThat(other.blocking().read(new ItemLocation(0, 0, 5))).hasValue("there".getBytes(UTF_8));
        }
    }

    @Test
    void refusesWhatTheStoreWouldRefuseWhenItIsAdded() {
        stores.inTransaction(() -> {
            stores.add("fits");
            assertThatExceptionOfType(EmptyItemException.class)
                    .isThrownBy(() -> stores.transactions().add(new byte[0]))
                    .withMessageContaining("at least 1 byte");
            assertThatExceptionOfType(ItemTooLargeException.class)
                    .isThrownBy(() -> stores.transactions().add(new byte[1001]))
                    .withMessageContaining("max-file-size = 1000 bytes, but has 1001");
            stores.transactions().add(new byte[1000]);
            assertThatExceptionOfType(ItemTooLargeException.class)
                    .isThrownBy(() -> stores.transactions().add(new byte[497]))
                    .withMessageContaining("max-transaction-size = 1500 bytes, but would have 1501");
            stores.transactions().add(new byte[496]);
        });
        assertThat(stores.items()).hasSize(3);
        assertThat(stores.rows()).containsExactly("fits");
    }

    @Test
    void storesAnItemThatIsLargerThanABuffer() {
        StagedItem item = stores.transactions().add(new byte[101]);
        assertThat(item.location().size()).isEqualTo(101);
    }

    @Test
    void callbacksMayAddItems() {
        stores.inTransaction(() -> stores.transactions().add("a".getBytes(UTF_8), first -> {
            stores.insert("a", first);
            stores.add(first + "+").size();
        }));
        stores.reopen();
        assertThat(stores.items()).containsExactly("a", "0:0:1+");
        assertThat(stores.rows()).containsExactly("0:0:1+", "a");
    }

    @Test
    void callbacksMayAddItemsThatAddItemsSixteenTimes() {
        stores.inTransaction(() -> chain(1, 16));
        stores.reopen();
        assertThat(stores.rows()).hasSize(16);
    }

    @Test
    void refusesCallbacksThatAddItemsWithoutEnd() {
        assertThatThrownBy(() -> stores.inTransaction(() -> chain(1, Integer.MAX_VALUE)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at most 16 times");
        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).hasSize(16);
    }

    private void chain(int link, int last) {
        String name = "link " + link;
        stores.transactions().add(name.getBytes(UTF_8), location -> {
            stores.insert(name, location);
            if (link < last) {
                chain(link + 1, last);
            }
        });
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertThatIllegalState(StagedItem item) {
        return assertThatThrownBy(item::location).isInstanceOf(IllegalStateException.class);
    }
}
