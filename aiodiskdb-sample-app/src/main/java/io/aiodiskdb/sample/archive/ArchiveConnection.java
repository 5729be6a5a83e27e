package io.aiodiskdb.sample.archive;

import io.aiodiskdb.AioDiskDb;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Where the table of documents is: in a file beside the store, because the one is worth nothing without the other.
 *
 * <p>Needs the store, which therefore is opened first and closed last, and whose lock keeps a second process out.
 */
@Component
final class ArchiveConnection implements JdbcConnectionDetails {

    /**
     * What H2 must not do and must do: close itself when the JVM is told to end, because the archive still has rows to
     * write then; and write each commit at once, not half a second later.
     */
    private static final String SETTINGS = ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0";

    private final Path file;

    ArchiveConnection(AioDiskDb database, ArchiveProperties properties) {
        Path store = database.config().path().toAbsolutePath().normalize();
        String path = properties.path();
        this.file = path != null
                ? Path.of(path).toAbsolutePath().normalize()
                : store.resolveSibling(store.getFileName() + "-archive");
        if (file.toString().contains(";")) {
            throw new InvalidConfigurationPropertyValueException(
                    "sample.archive.path",
                    file,
                    "A path with a semicolon cannot be part of the URL of an H2 database.");
        }
    }

    /** For its owner alone, as the files of the store are; H2 takes an empty file for a new one. */
    @PostConstruct
    void createFile() throws IOException {
        Path created = Path.of(file + ".mv.db");
        Files.createDirectories(created.getParent());
        if (Files.notExists(created) && Files.getFileStore(created.getParent()).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
            Files.createFile(created, PosixFilePermissions.asFileAttribute(owner));
        }
    }

    @Override
    public @Nullable String getUsername() {
        return "sa";
    }

    @Override
    public @Nullable String getPassword() {
        return "";
    }

    @Override
    public String getJdbcUrl() {
        return "jdbc:h2:file:" + file + SETTINGS;
    }
}
