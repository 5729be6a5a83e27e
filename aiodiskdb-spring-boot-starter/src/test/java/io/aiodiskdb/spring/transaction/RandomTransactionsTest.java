package io.aiodiskdb.spring.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Random trees of transactions, of which random ones are rolled back or fail. Afterwards the rows are those of the
 * transactions that committed, each row has its item, and an item without a row comes from a failure behind the store's
 * commit.
 */
class RandomTransactionsTest {

    private static final int TRANSACTIONS = 60;
    private static final int MOST_DEPTH = 3;

    private static final int[] PROPAGATIONS = {
        TransactionDefinition.PROPAGATION_REQUIRED,
        TransactionDefinition.PROPAGATION_REQUIRES_NEW,
        TransactionDefinition.PROPAGATION_NESTED
    };

    @TempDir
    private Path directory;

    private final LogLines log = new LogLines(StoreSynchronization.class);
    private TwoStores stores;
    private Random random;
    private int names;

    /** Names whose transaction has committed as far as its caller knows. */
    private final TreeSet<String> committed = new TreeSet<>();

    /** Names that may be in the store without a row. */
    private final TreeSet<String> orphans = new TreeSet<>();

    /** A failure that is meant. */
    private static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What the transaction of one connection has added. */
    private static final class Scope {
        final List<String> added = new ArrayList<>();
        boolean failsLate;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverHasARowWithoutItsItem(long seed) {
        random = new Random(seed);
        stores = new TwoStores(directory);
        try {
            for (int count = 0; count < TRANSACTIONS; count++) {
                inNewTransaction(0);
                if (random.nextInt(20) == 0) {
                    stores.reopen();
                }
            }
            stores.reopen();
            assertThat(stores.rows()).containsExactlyElementsOf(committed);
            TreeSet<String> items = new TreeSet<>(stores.items());
            assertThat(items).hasSize(stores.items().size()).containsAll(committed);
            items.removeAll(committed);
            assertThat(items).isEqualTo(orphans);
            assertThat(orphans).isNotEmpty();
        } finally {
            stores.close();
            log.close();
        }
    }

    /** A transaction with a connection of its own. */
    private void inNewTransaction(int depth) {
        Scope scope = new Scope();
        scope.failsLate = random.nextInt(8) == 0;
        boolean refused = random.nextInt(8) == 0;
        boolean done = false;
        try {
            template(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(status -> {
                work(scope, depth);
                if (scope.failsLate) {
                    scope.added.add(addThatFails());
                }
                endRandomly(status::setRollbackOnly, scope, 0);
                stores.dataSource().fault(refused ? CommitFault.REFUSED : CommitFault.NONE);
            });
            done = true;
        } catch (Planned e) {
            assertThat(scope.failsLate).isTrue();
        } catch (RuntimeException e) {
            assertThat(e).hasStackTraceContaining("injected failure before the commit");
        } finally {
            stores.dataSource().fault(CommitFault.NONE);
        }
        (done ? committed : orphans).addAll(scope.added);
    }

    private void work(Scope scope, int depth) {
        int steps = random.nextInt(5);
        for (int step = 0; step < steps; step++) {
            if (depth == MOST_DEPTH || random.nextInt(3) > 0) {
                String name = "name " + names++;
                scope.added.add(name);
                stores.add(name);
            } else {
                inner(scope, depth + 1);
            }
        }
    }

    private void inner(Scope scope, int depth) {
        switch (PROPAGATIONS[random.nextInt(PROPAGATIONS.length)]) {
            case TransactionDefinition.PROPAGATION_REQUIRES_NEW -> inNewTransaction(depth);
            case TransactionDefinition.PROPAGATION_NESTED -> {
                int before = scope.added.size();
                template(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(status -> {
                    work(scope, depth);
                    endRandomly(status::setRollbackOnly, scope, before);
                });
            }
            default ->
                template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> work(scope, depth));
        }
    }

    private void endRandomly(Runnable rollback, Scope scope, int before) {
        if (random.nextInt(4) == 0) {
            rollback.run();
            scope.added.subList(before, scope.added.size()).clear();
        }
    }

    private String addThatFails() {
        String name = "name " + names++;
        stores.transactions().add(name.getBytes(UTF_8), location -> {
            throw new Planned();
        });
        return name;
    }

    private TransactionTemplate template(int propagation) {
        return new TransactionTemplate(stores.manager(), new DefaultTransactionDefinition(propagation));
    }
}
