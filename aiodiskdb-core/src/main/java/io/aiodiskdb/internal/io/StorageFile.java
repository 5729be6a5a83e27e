package io.aiodiskdb.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An open file. Reading is thread-safe; only one thread changes the file.
 *
 * <p>An implementation may read and write less than it is asked to, as operating systems do; the methods that end in
 * {@code Fully} go on until all is done.
 */
public interface StorageFile extends Closeable {

    /**
     * Reads some bytes.
     *
     * @param target receives them
     * @param offset where to begin in the file
     * @return how many were read; −1 at the end of the file
     * @throws IOException if the file cannot be read
     */
    int read(ByteBuffer target, long offset) throws IOException;

    /**
     * Writes some bytes. The file grows as needed.
     *
     * @param source what to write
     * @param offset where to begin in the file
     * @return how many were written
     * @throws IOException if they cannot be written; some may have been
     */
    int write(ByteBuffer source, long offset) throws IOException;

    /**
     * Cuts the file.
     *
     * @param length its new length, not more than the present one
     * @throws IOException if it cannot be cut
     */
    void truncate(long length) throws IOException;

    /**
     * Tells the length.
     *
     * @return bytes
     * @throws IOException if it cannot be told
     */
    long length() throws IOException;

    /**
     * Puts the bytes and the length on stable storage.
     *
     * @throws ForceFailedException if it is not known whether they are; trying again would not tell
     */
    void force() throws ForceFailedException;

    @Override
    void close() throws IOException;

    /** {@return whether an interrupt of a thread that uses the file does no harm to it} */
    default boolean survivesInterrupts() {
        return false;
    }

    /**
     * Maps the whole file as it is now, for reading. The mapping outlives the open file.
     *
     * @return the mapping, for the caller to unmap; {@code null} where this cannot be done or does not pay, which is no
     *     failure: everything can be read without
     * @throws IOException if the operating system refuses
     */
    default @Nullable FileMapping map() throws IOException {
        return null;
    }

    /**
     * Reads until the target is full or the file ends.
     *
     * @param target receives the bytes
     * @param offset where to begin in the file
     * @return how many were read
     * @throws IOException if the file cannot be read
     */
    default int readFully(ByteBuffer target, long offset) throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            int read = read(target, offset + total);
            if (read < 0) {
                break;
            }
            total += read;
        }
        return total;
    }

    /**
     * Writes all the bytes.
     *
     * @param source what to write
     * @param offset where to begin in the file
     * @throws IOException if they cannot be written; some may have been
     */
    default void writeFully(ByteBuffer source, long offset) throws IOException {
        long at = offset;
        while (source.hasRemaining()) {
            int written = write(source, at);
            if (written <= 0) {
                throw new IOException("nothing written at " + at + ", " + source.remaining() + " bytes left");
            }
            at += written;
        }
    }
}
