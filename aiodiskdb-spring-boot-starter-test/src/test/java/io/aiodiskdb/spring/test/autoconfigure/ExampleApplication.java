package io.aiodiskdb.spring.test.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application that the tests are about. Its configuration is in {@code application.yml}. */
@SpringBootApplication
class ExampleApplication {

    /** Where its databases are when it is not tested. */
    static final Path OWN_DIRECTORIES = Path.of("target/directories-of-the-application");

    /** {@return the directories of all databases} */
    static List<Path> paths(AioDiskDbRegistry databases) {
        return databases.databases().values().stream()
                .map(AioDiskDb::config)
                .map(config -> config.path())
                .toList();
    }
}
