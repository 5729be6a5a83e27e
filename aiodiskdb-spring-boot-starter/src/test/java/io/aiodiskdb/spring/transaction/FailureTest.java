package io.aiodiskdb.spring.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.BlockingTransaction;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.model.ItemLocation;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Something fails, at each point of a commit in turn; then both stores are reopened and looked at. */
class FailureTest {

    @TempDir
    private Path directory;

    private final LogLines log = new LogLines(StoreSynchronization.class);
    private TwoStores stores;

    @BeforeEach
    void open() {
        stores = new TwoStores(
                directory, builder -> builder.maxFileSize(10).maxBufferSize(10).maxFiles(2));
    }

    @AfterEach
    void close() {
        stores.close();
        log.close();
    }

    @Test
    void rollsBackIfTheStoreIsFull() {
        List<StagedItem> staged = new ArrayList<>();
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.insertRow("beside", "0:0:0");
                    for (String name : List.of("file zero", "file one", "file two")) {
                        staged.add(stores.add(name));
                    }
                }))
                .isInstanceOf(DatabaseFullException.class);

        assertThatThrownBy(() -> staged.get(2).location())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was not stored")
                .hasMessageContaining("max-files");
        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).isEmpty();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void rollsBackIfTheStoreIsStopped() {
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.insertRow("beside", "0:0:0");
                    stores.add("a");
                    stores.store().blocking().stop();
                }))
                .isInstanceOf(NotRunningException.class);
        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).isEmpty();
    }

    static List<AioDiskDbException> refusals() {
        return List.of(new StorageFullException("injected"), new StorageFailedException("injected"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void rollsBackIfTheStorageDoesNotTakeTheItems(AioDiskDbException refusal) {
        AioDiskDb refusing = refusing(refusal);
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.insertRow("beside", "0:0:0");
                    new AioDiskDbTransactions(refusing).add(new byte[1], location -> stores.insert("a", location));
                }))
                .isSameAs(refusal);
        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).isEmpty();
    }

    /** A view of the store whose commits fail. */
    private AioDiskDb refusing(AioDiskDbException refusal) {
        BlockingTransaction transaction = mock(
                BlockingTransaction.class, delegatesTo(stores.store().blocking().transaction()));
        doThrow(refusal).when(transaction).commit();
        BlockingAioDiskDb blocking =
                mock(BlockingAioDiskDb.class, delegatesTo(stores.store().blocking()));
        doReturn(transaction).when(blocking).transaction();
        AioDiskDb database = mock(AioDiskDb.class, delegatesTo(stores.store()));
        doReturn(blocking).when(database).blocking();
        return database;
    }

    static List<Throwable> failures() {
        return List.of(
                new IllegalArgumentException("injected"),
                new AssertionError("injected"),
                new UnexpectedRollbackException("injected"),
                new TransactionSystemException("injected"),
                new Exception("injected"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void rollsBackIfACallbackFails(Throwable failure) {
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.insertRow("beside", "0:0:0");
                    stores.add("a");
                    stores.transactions().add("b".getBytes(UTF_8), location -> sneak(failure));
                    stores.add("c");
                }))
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isSameAs(failure),
                        thrown -> assertThat(thrown)
                                .hasCause(failure)
                                .hasMessageContaining("callback of the item at 0:1:1"));

        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).containsExactly("a", "b", "c");
        assertThat(log.lines())
                .singleElement(STRING)
                .startsWith("WARN 3 items were stored in")
                .endsWith("nothing points to them: [0:0:1, 0:1:1, 0:2:1]");
    }

    @Test
    void wrapsAFailureThatSpringWouldTakeForOneOfTheCommit() {
        assertThatThrownBy(() -> storeThenFail(new UnexpectedRollbackException("inner")))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(UnexpectedRollbackException.class);
        assertThatThrownBy(() -> storeThenFail(new Exception("checked")))
                .isInstanceOf(UndeclaredThrowableException.class);
        assertThatThrownBy(() -> storeThenFail(new IllegalArgumentException("plain")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void storeThenFail(Throwable failure) {
        stores.inTransaction(() -> stores.transactions().add(new byte[1], location -> sneak(failure)));
    }

    /** Throws a checked exception, as other languages can. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void leavesAnOrphanIfACallbackFailsWithoutATransaction() {
        assertThatThrownBy(() -> storeAtOnceThenFail(location -> {
                    throw new IllegalArgumentException("injected");
                }))
                .hasMessage("injected");
        stores.reopen();
        assertThat(stores.items()).containsExactly("a");
        assertThat(stores.rows()).isEmpty();
    }

    private void storeAtOnceThenFail(Consumer<ItemLocation> callback) {
        stores.transactions().add("a".getBytes(UTF_8), callback);
    }

    @Test
    void rollsBackIfARowViolatesAConstraint() {
        stores.inTransaction(() -> stores.add("a"));
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.add("b");
                    stores.add("a");
                }))
                .isInstanceOf(DuplicateKeyException.class);
        stores.reopen();
        assertThat(stores.rows()).containsExactly("a");
        assertThat(stores.items()).containsExactly("a", "b", "a");
    }

    @Test
    void leavesAnOrphanIfALaterParticipantFails() {
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.add("a");
                    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                        @Override
                        public void beforeCommit(boolean readOnly) {
                            throw new IllegalArgumentException("injected");
                        }
                    });
                }))
                .hasMessage("injected");
        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesAnOrphanIfTheDatabaseRefusesToCommit(boolean translatesExceptions) {
        if (!translatesExceptions) { // Spring does not know then how the commit ended
            stores.useManager(new DataSourceTransactionManager(stores.dataSource()));
        }
        stores.dataSource().fault(CommitFault.REFUSED);
        List<StagedItem> staged = new ArrayList<>();
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.insertRow("beside", "0:0:0");
                    staged.add(stores.add("a"));
                }))
                .hasStackTraceContaining("injected failure before the commit");

        assertThat(staged.get(0).location()).isEqualTo(new ItemLocation(0, 0, 1));
        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).containsExactly("a");
        assertThat(log.lines())
                .singleElement(STRING)
                .startsWith("WARN 1 items were stored in")
                .endsWith("nothing points to them: [0:0:1]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hasBothIfTheAnswerToTheCommitIsLost(boolean translatesExceptions) {
        if (!translatesExceptions) {
            stores.useManager(new DataSourceTransactionManager(stores.dataSource()));
        }
        stores.dataSource().fault(CommitFault.ANSWER_LOST);
        assertThatThrownBy(() -> stores.inTransaction(() -> stores.add("a")))
                .hasStackTraceContaining("injected failure after the commit");
        stores.reopen();
        assertThat(stores.rows()).containsExactly("a");
        assertThat(stores.items()).containsExactly("a");
    }

    @Test
    void leavesAnOrphanInTheFirstOfTwoDatabasesIfTheSecondDoesNotTakeItsItems() {
        AioDiskDb stopped = AioDiskDb.builder(directory.resolve("other")).build();
        assertThatThrownBy(() -> stores.inTransaction(() -> {
                    stores.add("here");
                    new AioDiskDbTransactions(stopped).add(new byte[1]);
                }))
                .isInstanceOf(NotRunningException.class);
        stores.reopen();
        assertThat(stores.rows()).isEmpty();
        assertThat(stores.items()).containsExactly("here");
    }

    @Test
    void goesOnAfterAFailure() {
        stores.dataSource().fault(CommitFault.REFUSED);
        assertThatThrownBy(() -> stores.inTransaction(() -> stores.add("a")));
        stores.dataSource().fault(CommitFault.NONE);
        stores.inTransaction(() -> stores.add("b"));
        stores.in(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> stores.add("c"));
        stores.reopen();
        assertThat(stores.rows()).containsExactly("b", "c");
        assertThat(stores.items()).containsExactly("a", "b", "c");
    }
}
