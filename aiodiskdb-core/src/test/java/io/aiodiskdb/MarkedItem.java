package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The content of an item that tells by itself what it is, so that it can be checked wherever it turns up.
 *
 * @param writer who made it
 * @param number which of the writer's items, or of its transactions, this is
 * @param ordinal which item of the transaction, from 0; 0 for a single item
 * @param total how many the transaction has; 0 for a single item
 * @param size bytes, at least {@value #MARK}
 */
record MarkedItem(int writer, int number, int ordinal, int total, int size) {

    static final int MARK = 4 * Integer.BYTES;

    static MarkedItem single(int writer, int number, int size) {
        return new MarkedItem(writer, number, 0, 0, size);
    }

    byte[] bytes() {
        byte[] bytes = new byte[size];
        long seed = ((long) writer << 40) ^ ((long) number << 12) ^ ordinal;
        new SplittableRandom(seed).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(writer).putInt(number).putInt(ordinal).putInt(total);
        return bytes;
    }

    /** Finds out which item these bytes are, and checks each of them. */
    static MarkedItem check(byte[] bytes) {
        assertThat(bytes.length).isGreaterThanOrEqualTo(MARK);
        ByteBuffer mark = ByteBuffer.wrap(bytes);
        MarkedItem item = new MarkedItem(mark.getInt(), mark.getInt(), mark.getInt(), mark.getInt(), bytes.length);
        assertThat(bytes).as("bytes of what says to be %s", item).isEqualTo(item.bytes());
        return item;
    }

    /** Makes sure that this one can be read. */
    void requireAt(AioDiskDb db, ItemLocation location) {
        Optional<byte[]> found = db.blocking().read(location);
        assertThat(found).as("bytes at %s", location).isPresent();
        assertThat(check(found.orElseThrow())).as("item at %s", location).isEqualTo(this);
    }
}
