package io.aiodiskdb.spring.transaction;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Lets commits fail, as long as a test wants it. */
final class FaultyDataSource extends DelegatingDataSource {

    private volatile CommitFault fault = CommitFault.NONE;

    FaultyDataSource(DataSource target) {
        super(target);
    }

    void fault(CommitFault wanted) {
        fault = wanted;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection target = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commit(target);
                        return null;
                    }
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void commit(Connection target) throws SQLException {
        switch (fault) {
            case NONE -> target.commit();
            case REFUSED -> {
                target.rollback();
                throw new SQLException("injected failure before the commit");
            }
            case ANSWER_LOST -> {
                target.commit();
                throw new SQLException("injected failure after the commit");
            }
        }
    }
}
