package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.transaction.AioDiskDbTransactions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Auto-configuration that ties the only or primary database to Spring's transactions, where there are any. */
@AutoConfiguration(after = AioDiskDbAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "aiodiskdb.enabled", matchIfMissing = true)
@ConditionalOnClass(TransactionSynchronizationManager.class)
public final class AioDiskDbTransactionAutoConfiguration {

    @Bean
    @ConditionalOnSingleCandidate(AioDiskDb.class)
    @ConditionalOnMissingBean
    AioDiskDbTransactions aioDiskDbTransactions(AioDiskDb database) {
        return new AioDiskDbTransactions(database);
    }

    /** Spring Boot hands it to all transaction managers. For those that the user has made, too. */
    @Bean
    @ConditionalOnBean(AioDiskDbTransactions.class)
    JoiningListener aioDiskDbTransactionListener(ObjectProvider<AioDiskDbTransactions> participants) {
        return new JoiningListener(participants);
    }

    /** It has to hear that all beans are there. */
    @Bean
    static LazyInitializationExcludeFilter eagerAioDiskDbTransactionListener() {
        return LazyInitializationExcludeFilter.forBeanTypes(JoiningListener.class);
    }
}
