package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.GroupPart;
import io.aiodiskdb.internal.format.ItemTable;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What is committed at once: all of it or nothing survives.
 *
 * @param parts ascending by index; the first continues the newest index or begins the next one, the others begin one each
 * @param buffer number of the buffer that holds it, of which something may have been written behind; {@link #NO_BUFFER}
 */
public record CommitGroup(List<Part> parts, long buffer) {

    /** It does not come from a buffer. */
    public static final long NO_BUFFER = -1;

    /**
     * Makes a group that does not come from a buffer.
     *
     * @param parts its parts
     */
    public CommitGroup(List<Part> parts) {
        this(parts, NO_BUFFER);
    }

    /**
     * What goes into one index.
     *
     * @param index number of the data file
     * @param from position of the first byte
     * @param items the items, back to back
     * @param data their bytes in order; direct buffers are written as they are
     */
    public record Part(int index, long from, ItemTable items, List<ByteBuffer> data) {

        /** {@return the position behind the last byte} */
        public long to() {
            return from + items.bytes();
        }

        /** {@return the bytes from a position on, as long as there is one buffer of them only} */
        List<ByteBuffer> dataFrom(long position) {
            if (position == from) {
                return data;
            }
            ByteBuffer whole = data.get(0);
            int skipped = Math.toIntExact(position - from);
            return List.of(whole.slice(whole.position() + skipped, whole.remaining() - skipped));
        }

        GroupPart name() {
            return new GroupPart(index, from, to());
        }
    }
}
