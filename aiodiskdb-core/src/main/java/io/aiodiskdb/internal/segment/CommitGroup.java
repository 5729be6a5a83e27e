package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.GroupPart;
import io.aiodiskdb.internal.format.ItemTable;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What is committed at once: all of it or nothing survives.
 *
 * @param parts ascending by index; the first continues the newest index or begins the next one, the others begin one each
 */
public record CommitGroup(List<Part> parts) {

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

        GroupPart name() {
            return new GroupPart(index, from, to());
        }
    }
}
