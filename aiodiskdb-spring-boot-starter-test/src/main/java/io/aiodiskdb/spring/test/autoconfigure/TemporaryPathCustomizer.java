package io.aiodiskdb.spring.test.autoconfigure;

import io.aiodiskdb.AioDiskDbBuilder;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbBuilderCustomizer;
import org.springframework.core.Ordered;

/**
 * Has the last word on the path of a database.
 *
 * <p>A bean, so that it is there also where {@link TemporaryPaths} are not: in a context that was processed ahead of time.
 */
final class TemporaryPathCustomizer implements AioDiskDbBuilderCustomizer, Ordered {

    private final TemporaryDirectory directory;

    TemporaryPathCustomizer(TemporaryDirectory directory) {
        this.directory = directory;
    }

    @Override
    public void customize(String database, AioDiskDbBuilder builder) {
        builder.path(directory.of(database)).createIfNotExists(true);
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
