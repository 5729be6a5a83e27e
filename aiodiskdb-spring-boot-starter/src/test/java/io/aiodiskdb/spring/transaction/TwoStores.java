package io.aiodiskdb.spring.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.AioDiskDbBuilder;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A store and an H2 database, both in files. Each row of the database points to the item that holds the row's name. */
final class TwoStores implements AutoCloseable {

    private final Path directory;
    private final UnaryOperator<AioDiskDbBuilder> settings;
    private AioDiskDb store;
    private FaultyDataSource dataSource;
    private JdbcClient jdbc;
    private AbstractPlatformTransactionManager manager;

    TwoStores(Path directory) {
        this(directory, builder -> builder);
    }

    TwoStores(Path directory, UnaryOperator<AioDiskDbBuilder> settings) {
        this.directory = directory;
        this.settings = settings;
        open();
    }

    private void open() {
        store = settings.apply(AioDiskDb.builder(directory.resolve("store"))).build();
        store.blocking().start();
        String url = "jdbc:h2:file:" + directory.resolve("rows").toAbsolutePath()
                + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0";
        dataSource = new FaultyDataSource(new DriverManagerDataSource(url));
        jdbc = JdbcClient.create(dataSource);
        jdbc.sql("CREATE TABLE IF NOT EXISTS document (name VARCHAR PRIMARY KEY, location VARCHAR NOT NULL)")
                .update();
        manager = new JdbcTransactionManager(dataSource);
    }

    AioDiskDb store() {
        return store;
    }

    FaultyDataSource dataSource() {
        return dataSource;
    }

    AbstractPlatformTransactionManager manager() {
        return manager;
    }

    void useManager(AbstractPlatformTransactionManager other) {
        manager = other;
    }

    AioDiskDbTransactions transactions() {
        return new AioDiskDbTransactions(store);
    }

    /** Runs something in a transaction of its own or the current one. */
    void inTransaction(Runnable work) {
        in(TransactionDefinition.PROPAGATION_REQUIRED, work);
    }

    /** Runs something with a propagation. */
    void in(int propagation, Runnable work) {
        in(new DefaultTransactionDefinition(propagation), work);
    }

    void in(TransactionDefinition definition, Runnable work) {
        new TransactionTemplate(manager, definition).executeWithoutResult(status -> work.run());
    }

    /** Begins a nested transaction, which ends by a rollback to its savepoint. */
    void inNestedThatRollsBack(Runnable work) {
        new TransactionTemplate(manager, new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_NESTED))
                .executeWithoutResult(status -> {
                    work.run();
                    status.setRollbackOnly();
                });
    }

    /** Adds an item and, when it is stored, its row. */
    StagedItem add(String name) {
        return transactions().add(name.getBytes(UTF_8), location -> insert(name, location));
    }

    void insert(String name, ItemLocation location) {
        insertRow(name, location.toString());
    }

    void insertRow(String name, String location) {
        jdbc.sql("INSERT INTO document VALUES (?, ?)").params(name, location).update();
    }

    /** {@return the names in the rows that can be seen now, in order} */
    List<String> rows() {
        return jdbc.sql("SELECT name FROM document ORDER BY name")
                .query(String.class)
                .list();
    }

    /** {@return what all items are, flushed or not, in order} */
    List<String> items() {
        store.blocking().flush();
        try (Stream<StoredItem> items = store.items()) {
            return items.map(item -> text(item.location())).toList();
        }
    }

    String text(ItemLocation location) {
        return new String(store.blocking().read(location).orElseThrow(), UTF_8);
    }

    /** Closes and opens both, and looks whether each row's item is there. */
    void reopen() {
        assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
        close();
        open();
        checkRows();
    }

    /** The promise: no row points to a missing item. */
    void checkRows() {
        Consumer<Row> hasItsItem =
                row -> assertThat(text(ItemLocation.parse(row.location))).isEqualTo(row.name);
        assertThat(jdbc.sql("SELECT name, location FROM document")
                        .query(Row.class)
                        .list())
                .allSatisfy(hasItsItem);
    }

    record Row(String name, String location) {}

    @Override
    public void close() {
        jdbc.sql("SHUTDOWN").update();
        store.close();
    }
}
