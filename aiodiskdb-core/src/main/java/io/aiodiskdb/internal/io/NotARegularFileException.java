package io.aiodiskdb.internal.io;

import java.nio.file.FileSystemException;

/** A name that should be a file's is that of something else, such as a symbolic link. */
public final class NotARegularFileException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param file the path
     */
    public NotARegularFileException(String file) {
        super(file, null, "not a regular file; symbolic links are not followed");
    }
}
