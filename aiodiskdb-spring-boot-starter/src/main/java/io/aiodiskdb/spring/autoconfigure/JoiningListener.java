package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.spring.transaction.AioDiskDbTransactions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Lets stores take part in each transaction from its begin. Thread-safe.
 *
 * <p>Transaction managers are made early and ask for their listeners then, so this one looks for the stores only when all
 * beans have been made. In a transaction before that, a store takes part from its first item on.
 */
final class JoiningListener implements TransactionExecutionListener, SmartInitializingSingleton {

    private final ObjectProvider<AioDiskDbTransactions> provider;

    /** Volatile: written once, by the thread that makes the context. */
    private volatile List<AioDiskDbTransactions> participants = List.of();

    JoiningListener(ObjectProvider<AioDiskDbTransactions> provider) {
        this.provider = provider;
    }

    @Override
    public void afterSingletonsInstantiated() {
        participants = provider.stream().toList();
    }

    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
        if (beginFailure == null) {
            participants.forEach(AioDiskDbTransactions::join);
        }
    }
}
