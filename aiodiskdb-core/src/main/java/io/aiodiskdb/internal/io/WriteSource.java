package io.aiodiskdb.internal.io;

import java.nio.ByteBuffer;

/**
 * Places bytes in memory so that the kernel copies them fast to where they go in a file.
 *
 * <p>To tell whether a load needs what has just been stored, processors first compare only where in a page the two lie ("4K
 * aliasing", Intel 64 and IA-32 Architectures Optimization Reference Manual). In the page cache, bytes lie in a page where they lie
 * in the file. Where that is a few bytes behind their source, each load of a copy seems to need the store before it, and the copy
 * takes twice as long. Without this class that is the rule: direct memory begins 16 bytes behind the begin of a page, and the first item of a
 * data file 24.
 */
public final class WriteSource {

    private static final int PAGE = 4096;

    /** Behind the target within a page, and far from it in both directions. */
    private static final int DISTANCE = PAGE / 4;

    /** Bytes by which memory must be larger for {@link #at} to have a choice. */
    public static final int SLACK = 2 * PAGE;

    private WriteSource() {}

    /**
     * Chooses where in some memory the bytes for a range of a file are put.
     *
     * @param memory direct memory with {@link #SLACK}; other memory is used from its begin
     * @param capacity how many bytes are wanted
     * @param fileOffset where they begin in the file
     * @return that part of the memory
     */
    public static ByteBuffer at(ByteBuffer memory, int capacity, long fileOffset) {
        if (!memory.isDirect() || memory.capacity() - capacity < SLACK) {
            return memory.slice(0, capacity);
        }
        int wanted = (int) ((fileOffset + DISTANCE) % PAGE);
        int begin = Math.floorMod(wanted - memory.alignmentOffset(0, PAGE), PAGE);
        return memory.slice(begin, capacity);
    }
}
