package io.aiodiskdb.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains databases that do not go together. */
final class AioDiskDbConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<AioDiskDbConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AioDiskDbConfigurationException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
