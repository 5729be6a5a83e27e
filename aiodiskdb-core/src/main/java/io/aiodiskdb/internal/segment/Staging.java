package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.WriteSource;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory through which bytes of heap buffers are written: the JDK would keep as much as the largest of them for each
 * thread. It is used again and again, for fresh memory costs more than the copy. Confined to the committer; what is written behind
 * is in direct memory already.
 */
final class Staging {

    /** Little enough to be in the processor's caches still when the kernel copies it. */
    private static final int BYTES = 256 << 10;

    private @Nullable ByteBuffer memory;

    /** {@return empty memory for bytes that are going to be written at an offset of a file, or multiples of a page behind it} */
    ByteBuffer before(long fileOffset) {
        ByteBuffer used = memory;
        if (used == null) {
            used = ByteBuffer.allocateDirect(BYTES + WriteSource.SLACK);
            memory = used;
        }
        return WriteSource.at(used, BYTES, fileOffset);
    }
}
