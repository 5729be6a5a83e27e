package io.aiodiskdb.internal.io;

/**
 * The bytes that a file had when it was mapped, as memory that can be read and not be written. Reading is thread-safe.
 *
 * <p>Bytes that are written to the file later are seen here too. If the file has been cut meanwhile, by a program that may
 * not do that, the copies of what is gone are worthless: nothing else happens, but not every such copy is noticed. So what
 * was copied has to be compared with a checksum, or its last byte must not be zero: a cut leaves a zero there, and at worst
 * what {@link #copy} refuses.
 */
public interface FileMapping {

    /** {@return how many bytes of the file can be copied, from its begin} */
    long length();

    /**
     * Copies bytes. Blocks as long as the disk takes if they are not in the page cache.
     *
     * @param offset of the first in the file; all lie within the length
     * @param target receives them
     * @param at where in it
     * @param length how many
     * @return whether nothing tells that the file has been cut; if not, the target holds anything
     */
    boolean copy(long offset, byte[] target, int at, int length);

    /**
     * Tells whether copying would not wait for the disk: the bytes are in the page cache, or were a moment ago. The page cache may
     * give them up at any time after this.
     *
     * @param offset of the first byte in the file
     * @param length how many
     * @return whether all are there
     */
    boolean isResident(long offset, int length);

    /** Gives the address space back. Nobody may be using it, or use it afterwards. */
    void unmap();
}
