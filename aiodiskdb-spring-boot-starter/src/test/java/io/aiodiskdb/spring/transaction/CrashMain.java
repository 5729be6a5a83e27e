package io.aiodiskdb.spring.transaction;

import java.nio.file.Path;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A program that dies in the middle of a transaction: the directory, and where to die. */
final class CrashMain {

    /** What the program ends with when it dies where it should. */
    static final int DEAD = 42;

    private CrashMain() {}

    public static void main(String[] arguments) {
        TwoStores stores = new TwoStores(Path.of(arguments[0]));
        stores.inTransaction(() -> {
            stores.insertRow("beside", "0:0:0");
            stores.add("a");
            TransactionSynchronizationManager.registerSynchronization(new Death(CrashPoint.valueOf(arguments[1])));
        });
    }

    private record Death(CrashPoint point) implements TransactionSynchronization {

        @Override
        public int getOrder() {
            return point == CrashPoint.BEFORE_THE_STORE ? Ordered.HIGHEST_PRECEDENCE : Ordered.LOWEST_PRECEDENCE;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            if (point != CrashPoint.AFTER_BOTH) {
                Runtime.getRuntime().halt(DEAD);
            }
        }

        @Override
        public void afterCommit() {
            Runtime.getRuntime().halt(DEAD);
        }
    }
}
