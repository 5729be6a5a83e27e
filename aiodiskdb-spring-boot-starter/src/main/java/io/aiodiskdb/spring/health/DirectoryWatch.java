package io.aiodiskdb.spring.health;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.DbEventListener;
import io.aiodiskdb.event.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the directory of a running database is still there, and still the same one. Thread-safe.
 *
 * <p>A database creates its lock file when it is opened and leaves it there. So a directory without it is another one, that of
 * an unmounted disk for example; and so is one with another lock file than the first that was seen.
 */
final class DirectoryWatch implements DbEventListener {

    /** As of the core, whose documents name it. */
    static final String LOCK_FILE = ".aiodiskdb.lock";

    private final AioDiskDb database;

    /** What the file system calls the lock file; null if not known yet. Volatile: checks and events have their own threads. */
    private volatile @Nullable Object lockFile;

    DirectoryWatch(AioDiskDb database) {
        this.database = database;
    }

    /** A start may have found another directory, and that is in order. */
    @Override
    public void onEvent(DbEvent event) {
        if (event instanceof Started) {
            lockFile = null;
        }
    }

    /** {@return what has become of the directory; null if it is in its place} */
    @Nullable
    String loss() {
        Path path = database.config().path();
        if (!Files.isDirectory(path)) {
            return "the directory of the database has vanished";
        }
        Object known = lockFile;
        Object found;
        try {
            BasicFileAttributes lock =
                    Files.readAttributes(path.resolve(LOCK_FILE), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            found = lock.fileKey();
        } catch (IOException e) {
            return "the directory of the database has been replaced, or its files have vanished";
        }
        if (known == null) {
            // Two first checks at a time see the same file.
            lockFile = found;
        } else if (!known.equals(found)) {
            return "the directory of the database has been replaced";
        }
        return null;
    }
}
