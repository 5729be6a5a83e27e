package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that one step of a recovery or of a change has opened, and that are closed together. Confined to the committer.
 *
 * <p>All of them are closed, whatever becomes of the first. To be used as a resource of a {@code try}: a file that cannot be
 * closed must not hide that a force has failed, because that ends the session and nothing else does.
 */
final class TouchedFiles implements Closeable {

    private final List<StorageFile> files = new ArrayList<>();

    /** {@return the file, which is closed with the others} */
    StorageFile add(StorageFile file) {
        files.add(file);
        return file;
    }

    void force(Forcer forcer, boolean directory) throws IOException {
        forcer.force(files, directory);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (StorageFile file : files) {
            failure = close(file, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException close(StorageFile file, @Nullable IOException before) {
        try {
            file.close();
            return before;
        } catch (IOException e) {
            if (before == null) {
                return e;
            }
            before.addSuppressed(e);
            return before;
        }
    }
}
