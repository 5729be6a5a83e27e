package io.aiodiskdb.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a version of Spring Boot that does not fit. */
final class IncompatibleBootVersionFailureAnalyzer extends AbstractFailureAnalyzer<IncompatibleBootVersionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, IncompatibleBootVersionException cause) {
        String action = "Use Spring Boot " + cause.allowed()
                + ", or a version of the starter that is made for yours. To try it all the same, set "
                + BootVersionCheck.PROPERTY + " to false.";
        return new FailureAnalysis(cause.getMessage(), action, cause);
    }
}
