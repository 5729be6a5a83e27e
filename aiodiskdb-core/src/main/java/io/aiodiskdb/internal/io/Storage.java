package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * A directory of files: everything that the engine knows of a disk.
 *
 * <p>What a call promises: data written is readable at once, and on stable storage after {@link StorageFile#force()};
 * a created, renamed or deleted name is visible at once, and on stable storage after {@link #forceDirectory()}. Between
 * the two a crash may keep any part of it. A rename is atomic.
 *
 * <p>Names are relative to the directory. Implementations are thread-safe; two threads do not change the same file at
 * the same time.
 */
public interface Storage {

    /**
     * Lists the names in the directory, of whatever kind.
     *
     * @return the names, in no order
     * @throws IOException if the directory cannot be read
     */
    List<String> list() throws IOException;

    /**
     * Opens an existing file for reading.
     *
     * @param name its name
     * @return the open file
     * @throws NoSuchFileException if there is none
     * @throws NotARegularFileException if the name is that of a symbolic link, a directory or a device
     * @throws IOException if it cannot be opened
     */
    StorageFile openForReading(String name) throws IOException;

    /**
     * Opens an existing file for reading and writing.
     *
     * @param name its name
     * @return the open file
     * @throws NoSuchFileException if there is none
     * @throws NotARegularFileException if the name is that of a symbolic link, a directory or a device
     * @throws IOException if it cannot be opened
     */
    StorageFile openForWriting(String name) throws IOException;

    /**
     * Opens an existing file for reading and writing, if possible so that it {@link StorageFile#survivesInterrupts()}.
     *
     * @param name its name
     * @return the open file
     * @throws NoSuchFileException if there is none
     * @throws NotARegularFileException if the name is that of a symbolic link, a directory or a device
     * @throws IOException if it cannot be opened
     */
    default StorageFile openForAnyThread(String name) throws IOException {
        return openForWriting(name);
    }

    /**
     * Creates an empty file that only its owner may read and write, and opens it for reading and writing.
     *
     * @param name its name
     * @return the open file
     * @throws FileAlreadyExistsException if the name is taken
     * @throws IOException if it cannot be created
     */
    StorageFile create(String name) throws IOException;

    /**
     * Deletes a file, if it exists.
     *
     * @param name its name
     * @throws IOException if it exists and cannot be deleted
     */
    void delete(String name) throws IOException;

    /**
     * Gives a file another name, replacing the file that has it.
     *
     * @param from the old name
     * @param to the new name
     * @throws IOException if it cannot be renamed
     */
    void rename(String from, String to) throws IOException;

    /**
     * Puts the names on stable storage.
     *
     * @throws ForceFailedException if it is not known whether they are
     * @throws IOException if it could not be tried
     */
    void forceDirectory() throws IOException;

    /**
     * Keeps a copy of bytes that are about to be cut off, in a directory of its own. What lies behind the end of the source
     * is not copied.
     *
     * @param name what to call the copy; a number is appended if the name is taken
     * @param source where they are
     * @param offset where they begin in the file
     * @param length how many there are
     * @throws IOException if the copy cannot be made
     */
    void quarantine(String name, StorageFile source, long offset, long length) throws IOException;

    /**
     * Tells how much room there is.
     *
     * @return bytes that can still be written, as far as the file system knows
     * @throws IOException if it cannot be told
     */
    long usableSpace() throws IOException;
}
