package io.aiodiskdb.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Items that other participants add while the Spring transaction completes, or after it. */
class PhaseTest {

    private static final String TOO_LATE = "an item must be added before the Spring transaction completes";

    @TempDir
    private Path directory;

    private final LogLines log = new LogLines(StoreSynchronization.class);
    private TwoStores stores;

    @BeforeEach
    void open() {
        stores = new TwoStores(directory);
    }

    @AfterEach
    void close() {
        stores.close();
        log.close();
    }

    private enum Point {
        BEFORE_COMMIT,
        BEFORE_COMPLETION,
        AFTER_COMMIT,
        AFTER_COMPLETION
    }

    /** Does something at a point of a transaction's completion. */
    private record Participant(Point point, int order, Runnable action) implements TransactionSynchronization {

        @Override
        public int getOrder() {
            return order;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            at(Point.BEFORE_COMMIT);
        }

        @Override
        public void beforeCompletion() {
            at(Point.BEFORE_COMPLETION);
        }

        @Override
        public void afterCommit() {
            at(Point.AFTER_COMMIT);
        }

        @Override
        public void afterCompletion(int status) {
            at(Point.AFTER_COMPLETION);
        }

        private void at(Point reached) {
            if (reached == point) {
                action.run();
            }
        }
    }

    /** Does something before the store's own part of a point, in the current transaction. */
    private static void first(Point point, Runnable action) {
        participate(point, Ordered.HIGHEST_PRECEDENCE, action);
    }

    /** Does something behind the store's own part of a point, in the current transaction. */
    private static void last(Point point, Runnable action) {
        participate(point, Ordered.LOWEST_PRECEDENCE, action);
    }

    private static void participate(Point point, int order, Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new Participant(point, order, action));
    }

    @Test
    void runsCallbacksBeforeTheParticipantsThatFlush() {
        List<String> queued = new ArrayList<>();
        int orderOfJpa = 900;
        stores.inTransaction(() -> {
            participate(Point.BEFORE_COMMIT, orderOfJpa, () -> queued.forEach(name -> stores.insertRow(name, "0:0:1")));
            stores.transactions().add(new byte[] {'a'}, location -> queued.add("a"));
        });
        stores.reopen();
        assertThat(stores.rows()).containsExactly("a");
    }

    @Test
    void storesAtOnceWhatALaterParticipantAddsBeforeTheCommit() {
        stores.inTransaction(() -> {
            stores.add("a");
            last(Point.BEFORE_COMMIT, () -> {
                assertThat(stores.items()).containsExactly("a");
                assertThat(stores.add("b").isStored()).isTrue();
            });
        });
        stores.reopen();
        assertThat(stores.items()).containsExactly("a", "b");
        assertThat(stores.rows()).containsExactly("a", "b");
    }

    @Test
    void storesWhatAnEarlierParticipantAddsBeforeTheCommit() {
        stores.inTransaction(() -> {
            first(Point.BEFORE_COMMIT, () -> stores.add("b"));
            stores.add("a");
        });
        stores.reopen();
        assertThat(stores.rows()).containsExactly("a", "b");
    }

    @Test
    void storesWhatIsFirstAddedBeforeTheCommitIfItHasJoined() {
        stores.inTransaction(() -> {
            stores.transactions().join();
            first(Point.BEFORE_COMMIT, () -> stores.add("a"));
            last(Point.BEFORE_COMMIT, () -> stores.add("b"));
        });
        stores.reopen();
        assertThat(stores.rows()).containsExactly("a", "b");
    }

    @Test
    void saysThatAnItemIsNotStoredThatWasFirstAddedBeforeTheCommit() {
        List<StagedItem> staged = new ArrayList<>();
        stores.inTransaction(() -> first(Point.BEFORE_COMMIT, () -> staged.add(stores.add("a"))));

        assertNotStored(staged);
    }

    @Test
    void saysThatAnItemIsNotStoredThatWasFirstAddedAfterTheCommit() {
        List<StagedItem> staged = new ArrayList<>();
        stores.inTransaction(() -> first(Point.AFTER_COMMIT, () -> staged.add(stores.add("a"))));

        assertNotStored(staged);
    }

    private void assertNotStored(List<StagedItem> staged) {
        assertThatThrownBy(() -> staged.get(0).location())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("when the Spring transaction was committing already");
        assertThat(log.lines()).singleElement(STRING).startsWith("ERROR 1 items were added to the store");
        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).isEmpty();
    }

    @Test
    void refusesItemsBetweenTheStoresCommitAndThatOfTheDatabase() {
        List<Throwable> refusals = new ArrayList<>();
        stores.inTransaction(() -> {
            stores.add("a");
            last(Point.BEFORE_COMPLETION, () -> attempt(refusals));
        });
        assertTooLate(refusals);
        assertThat(stores.rows()).containsExactly("a");
    }

    @Test
    void refusesItemsAfterTheCommit() {
        List<Throwable> refusals = new ArrayList<>();
        stores.inTransaction(() -> {
            stores.transactions().join();
            first(Point.AFTER_COMMIT, () -> attempt(refusals));
        });
        assertTooLate(refusals);
    }

    @Test
    void refusesItemsAfterTheCompletion() {
        List<Throwable> refusals = new ArrayList<>();
        stores.inTransaction(() -> {
            stores.transactions().join();
            first(Point.AFTER_COMPLETION, () -> attempt(refusals));
            last(Point.AFTER_COMPLETION, () -> attempt(refusals));
        });
        assertThat(refusals).hasSize(2);
        assertTooLate(refusals);
    }

    private void attempt(List<Throwable> refusals) {
        try {
            stores.add("late");
        } catch (IllegalStateException e) {
            refusals.add(e);
        }
    }

    private void assertTooLate(List<Throwable> refusals) {
        assertThat(refusals)
                .isNotEmpty()
                .allSatisfy(refusal -> assertThat(refusal).hasMessageContaining(TOO_LATE));
        stores.reopen();
        assertThat(stores.items()).doesNotContain("late");
    }

    @Test
    void storesItemsOfANewTransactionAfterTheCommitOrTheCompletion() {
        int requiresNew = TransactionDefinition.PROPAGATION_REQUIRES_NEW;
        stores.inTransaction(() -> {
            stores.add("a");
            first(Point.AFTER_COMMIT, () -> stores.in(requiresNew, () -> stores.add("b")));
            first(Point.AFTER_COMPLETION, () -> stores.in(requiresNew, () -> stores.add("c")));
            last(Point.AFTER_COMPLETION, () -> stores.in(requiresNew, () -> stores.add("d")));
        });
        stores.reopen();
        assertThat(stores.items()).containsExactly("a", "b", "c", "d");
        assertThat(stores.rows()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void forgetsItemsOfANewTransactionAfterTheCompletionThatIsRolledBack() {
        stores.inTransaction(() -> {
            stores.add("a");
            first(
                    Point.AFTER_COMPLETION,
                    () -> new TransactionTemplate(
                                    stores.manager(),
                                    new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW))
                            .executeWithoutResult(status -> {
                                stores.add("b");
                                status.setRollbackOnly();
                            }));
        });
        stores.inTransaction(() -> stores.add("c"));
        stores.reopen();
        assertThat(stores.items()).containsExactly("a", "c");
    }
}
