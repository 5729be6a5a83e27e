package io.aiodiskdb.spring.test.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.FileSystemUtils;

/**
 * The directory of the databases of one application context. Immutable.
 *
 * <p>No more than a name that nobody else has: the first database makes the directory, so a context that is only processed
 * ahead of time leaves none. This bean is made before any database, and so is destroyed, and the directory with it, after the
 * last one: a context destroys its beans in reverse order.
 */
final class TemporaryDirectory implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(TemporaryDirectory.class);

    private final Path root = Path.of(System.getProperty("java.io.tmpdir"), "aiodiskdb-test-" + UUID.randomUUID())
            .toAbsolutePath();

    /** {@return the directory of a database} */
    Path of(String database) {
        return root.resolve(database);
    }

    @Override
    public void destroy() {
        try {
            FileSystemUtils.deleteRecursively(root);
        } catch (IOException e) {
            log.warn("Could not delete {}, where the databases of the test were", root, e);
        }
    }
}
