package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.internal.format.ItemTable;
import java.nio.ByteBuffer;

/**
 * What of the buffer that is being filled is to be put on stable storage before the buffer is flushed.
 *
 * @param buffer whose it is
 * @param from position of the first byte
 * @param items the items
 * @param bytes their bytes
 * @param itemsBefore how many items of the buffer there are up to its end
 * @param bytesBefore how many bytes
 */
public record AheadPart(
        WriteBuffer buffer, long from, ItemTable items, ByteBuffer bytes, int itemsBefore, int bytesBefore) {

    static AheadPart ofWithoutLocking(WriteBuffer buffer) {
        int items = buffer.items().count();
        int bytes = buffer.size();
        int start = buffer.durableBytes();
        return new AheadPart(
                buffer,
                buffer.from() + start,
                buffer.items().copyOf(buffer.durableItemsWithoutLocking(), items),
                buffer.bytes().slice(start, bytes - start),
                items,
                bytes);
    }
}
