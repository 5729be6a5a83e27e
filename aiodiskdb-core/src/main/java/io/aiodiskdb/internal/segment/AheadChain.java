package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.internal.format.AheadCodec;
import io.aiodiskdb.internal.format.AheadRecord;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.format.JournalCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chain of the write-ahead file that continues a state of the segments.
 *
 * <p>It ends with the first record that is not whole or belongs to another chain. A record is written only when all before it
 * are on stable storage, so a whole one of the same chain behind one that is not is damage, and no crash.
 */
final class AheadChain {

    private final ByteBuffer content;
    private final ChainBase base;
    private int index;
    private long end;
    private final ItemTable items = new ItemTable();
    private final List<ByteBuffer> data = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param content the bytes of the file
     * @param base the state of the segments
     * @param newest number of the newest index
     * @param end where it ends
     */
    AheadChain(ByteBuffer content, ChainBase base, int newest, long end) {
        this.content = content;
        this.base = base;
        this.index = newest;
        this.end = end;
    }

    /** {@return what the first record continues; null if there is no whole record} */
    static @Nullable ChainBase baseOfFirst(ByteBuffer content) {
        if (content.limit() < AheadCodec.HEADER_BYTES) {
            return null;
        }
        AheadCodec.Header header = AheadCodec.decodeHeader(content, 0);
        boolean isWhole = header != null
                && header.isReadable()
                && header.dataAt() + header.bytes() <= content.limit()
                && AheadCodec.decode(content, 0, header) != null;
        return isWhole && header != null ? new ChainBase(header.baseLsn(), header.baseEpoch()) : null;
    }

    /** {@return the items of the chain as a group; {@code null} if there are none} */
    @Nullable
    CommitGroup read() throws DamageException {
        int at = 0;
        int number = 0;
        long from = end;
        for (AheadRecord record = recordAt(at); record != null; record = recordAt(at)) {
            if (record.number() != number) {
                break;
            }
            if (number == 0 && record.index() == index + 1 && record.from() == 0) {
                index++; // its first item did not fit the newest index
                end = 0;
                from = 0;
            }
            take(record, at);
            at += (int) AheadCodec.stride(record.items().count(), record.items().bytes());
            number++;
        }
        requireNoneBehind(at, number);
        return number == 0 ? null : new CommitGroup(List.of(new CommitGroup.Part(index, from, items, data)));
    }

    private @Nullable AheadRecord recordAt(int at) {
        if (at + AheadCodec.HEADER_BYTES > content.limit()) {
            return null;
        }
        AheadCodec.Header header = AheadCodec.decodeHeader(content, at);
        if (header == null || !base.isThatOf(header)) {
            return null;
        }
        if (!header.isReadable()) {
            throw new InvalidDataFileException(FileNames.AHEAD + " has a record of version " + header.version()
                    + ", which this library cannot read");
        }
        return at + header.dataAt() + header.bytes() > content.limit() ? null : AheadCodec.decode(content, at, header);
    }

    private void take(AheadRecord record, int at) throws DamageException {
        if (record.index() != index
                || record.from() != end
                || items.count() + record.items().count() > JournalCodec.MAX_ITEMS) {
            throw new DamageException(
                    index,
                    end,
                    0,
                    "the record at offset " + at + " of " + FileNames.AHEAD + " continues the store at "
                            + record.index() + ":" + record.from() + ", but it ends at " + index + ":" + end);
        }
        ItemTable more = record.items();
        items.addAll(more);
        data.add(content.slice(at + (int) AheadCodec.dataAt(more.count()), (int) more.bytes()));
        end = record.to();
    }

    private void requireNoneBehind(int bad, int number) throws DamageException {
        for (int at = bad + AheadCodec.ALIGNMENT;
                at + AheadCodec.HEADER_BYTES <= content.limit();
                at += AheadCodec.ALIGNMENT) {
            AheadRecord record = recordAt(at);
            if (record != null && record.number() > number) {
                throw new DamageException(
                        index,
                        end,
                        Math.max(0, record.from() - end),
                        FileNames.AHEAD + " has a bad record at offset " + bad + " before a valid one at offset " + at);
            }
        }
    }
}
