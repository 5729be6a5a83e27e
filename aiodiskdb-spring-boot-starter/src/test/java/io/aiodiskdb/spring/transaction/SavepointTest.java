package io.aiodiskdb.spring.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Nested transactions, whose rollback leaves the outer one alive. */
class SavepointTest {

    @TempDir
    private Path directory;

    private TwoStores stores;

    @BeforeEach
    void open() {
        stores = new TwoStores(directory);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void forgetsWhatWasAddedSinceTheSavepoint() {
        List<StagedItem> forgotten = new ArrayList<>();
        stores.inTransaction(() -> {
            stores.add("before");
            stores.inNestedThatRollsBack(() -> forgotten.add(stores.add("nested")));
            stores.add("after");
        });
        assertThatThrownBy(() -> forgotten.get(0).location()).hasMessageContaining("savepoint");
        stores.reopen();
        assertThat(stores.items()).containsExactly("before", "after");
        assertThat(stores.rows()).containsExactly("after", "before");
    }

    @Test
    void forgetsWhatWasAddedIfTheFirstItemCameAfterTheSavepoint() {
        stores.inTransaction(() -> {
            stores.inNestedThatRollsBack(() -> stores.add("nested"));
            stores.add("after");
        });
        stores.reopen();
        assertThat(stores.items()).containsExactly("after");
    }

    @Test
    void keepsWhatANestedTransactionThatCommitsHasAdded() {
        stores.inTransaction(() -> {
            stores.add("before");
            stores.in(TransactionDefinition.PROPAGATION_NESTED, () -> stores.add("nested"));
        });
        stores.reopen();
        assertThat(stores.items()).containsExactly("before", "nested");
    }

    @Test
    void rollsBackThroughSeveralLevels() {
        stores.inTransaction(() -> {
            stores.add("1");
            stores.inNestedThatRollsBack(() -> {
                stores.add("2");
                stores.inNestedThatRollsBack(() -> stores.add("3"));
                stores.in(TransactionDefinition.PROPAGATION_NESTED, () -> stores.add("4"));
                stores.add("5");
            });
            stores.in(TransactionDefinition.PROPAGATION_NESTED, () -> {
                stores.inNestedThatRollsBack(() -> stores.add("6"));
                stores.add("7");
            });
        });
        stores.reopen();
        assertThat(stores.items()).containsExactly("1", "7");
        assertThat(stores.rows()).containsExactly("1", "7");
    }

    @Test
    void rollsBackToASavepointSeveralTimes() {
        new TransactionTemplate(stores.manager()).executeWithoutResult(status -> {
            stores.add("1");
            Object savepoint = status.createSavepoint();
            for (String name : List.of("2", "3")) {
                stores.add(name);
                status.rollbackToSavepoint(savepoint);
            }
            stores.add("4");
        });
        stores.reopen();
        assertThat(stores.items()).containsExactly("1", "4");
    }

    @Test
    void freesTheRoomOfWhatIsForgotten() {
        try (TwoStores small = new TwoStores(directory.resolve("small"), builder -> builder.maxTransactionSize(10))) {
            small.inTransaction(() -> {
                small.add("12345");
                small.inNestedThatRollsBack(() -> small.add("67890"));
                small.add("abcde");
            });
            assertThat(small.items()).containsExactly("12345", "abcde");
        }
    }

    @Test
    void rollsBackWhatACallbackAddsInANestedTransaction() {
        stores.inTransaction(() -> {
            stores.transactions().add("a".getBytes(UTF_8), location -> {
                stores.insert("a", location);
                stores.add("from the callback");
                stores.inNestedThatRollsBack(() -> stores.add("nested"));
            });
        });
        stores.reopen();
        assertThat(stores.items()).containsExactly("a", "from the callback");
        assertThat(stores.rows()).containsExactly("a", "from the callback");
    }

    @Test
    void cannotForgetWhatIsStored() {
        List<Object> savepoint = new ArrayList<>();
        new TransactionTemplate(stores.manager()).executeWithoutResult(status -> {
            stores.add("1");
            savepoint.add(status.createSavepoint());
            stores.transactions().add("2".getBytes(UTF_8), location -> {
                status.rollbackToSavepoint(savepoint.get(0));
                stores.add("3");
            });
        });
        stores.reopen();
        assertThat(stores.items()).containsExactly("1", "2", "3");
        assertThat(stores.rows()).containsExactly("3");
    }
}
