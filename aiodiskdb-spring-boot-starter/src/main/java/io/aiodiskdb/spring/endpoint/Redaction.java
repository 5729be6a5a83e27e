package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.AioDiskDb;
import java.nio.file.Path;

/**
 * Takes the directory of a database out of texts that come from below. Names of files in it stay.
 *
 * @param directory the absolute path
 */
record Redaction(String directory) {

    static Redaction of(AioDiskDb database) {
        Path path = database.config().path();
        return new Redaction(path.toAbsolutePath().normalize().toString());
    }

    String apply(String text) {
        String separator = Path.of(directory).getFileSystem().getSeparator();
        return text.replace(directory + separator, "").replace(directory, "the directory of the database");
    }
}
