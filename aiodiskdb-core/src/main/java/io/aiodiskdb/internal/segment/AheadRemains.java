package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.AheadCodec;
import io.aiodiskdb.internal.format.AheadRecord;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.model.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The items that a damaged store has in its write-ahead file alone. Changes nothing.
 *
 * <p>An opening that finds damage commits nothing, so they are durable and cannot be read. They are those of the latest chain,
 * unless something has settled since that chain was begun: then they have been committed.
 */
final class AheadRemains {

    private final ByteBuffer content;
    private int items;
    private int index;
    private long from;
    private long to;
    private int lastNumber = -1;

    private AheadRemains(ByteBuffer content) {
        this.content = content;
    }

    /** Does something with a record that is whole. */
    private interface Visitor {
        void visit(AheadRecord record);
    }

    /** {@return where they belong, and how many there are; {@code null} if there are none} */
    static @Nullable Damage find(ByteBuffer content, SegmentFiles files) throws IOException {
        AheadRemains remains = new AheadRemains(content);
        ChainBase latest = remains.latestBase();
        if (latest == null || !isLast(latest, DamagedTail.lastSettled(files))) {
            return null;
        }
        remains.collect(latest);
        return remains.describe();
    }

    /** Of records that are damaged as well nobody knows, so a base that is not found counts if it is a later one. */
    private static boolean isLast(ChainBase base, @Nullable JournalRecord settled) {
        return settled == null || base.lsn() > settled.lsn() || base.equals(ChainBase.of(settled));
    }

    private @Nullable ChainBase latestBase() {
        ChainBase[] latest = new ChainBase[1];
        visitWholeRecords(record -> {
            if (latest[0] == null || record.baseLsn() > latest[0].lsn()) {
                latest[0] = new ChainBase(record.baseLsn(), record.baseEpoch());
            }
        });
        return latest[0];
    }

    private void collect(ChainBase base) {
        visitWholeRecords(record -> {
            boolean isOfTheChain = record.baseLsn() == base.lsn() && record.baseEpoch() == base.epoch();
            if (isOfTheChain && record.number() > lastNumber) {
                if (items == 0) {
                    index = record.index();
                    from = record.from();
                }
                lastNumber = record.number();
                items += record.items().count();
                to = record.to();
            }
        });
    }

    private Damage describe() {
        return new Damage(
                index,
                from,
                to - from,
                items + (items == 1 ? " item that is" : " items that are") + " durable in the write-ahead file "
                        + FileNames.AHEAD + " only; not readable until the damage is mended");
    }

    /** A chain may have a record that is not whole before others, so each place is looked at where one may begin. */
    private void visitWholeRecords(Visitor visitor) {
        long at = 0;
        while (at + AheadCodec.HEADER_BYTES <= content.limit()) {
            AheadRecord record = recordAt((int) at);
            if (record != null) {
                visitor.visit(record);
            }
            at += record == null
                    ? AheadCodec.ALIGNMENT
                    : AheadCodec.stride(record.items().count(), record.items().bytes());
        }
    }

    private @Nullable AheadRecord recordAt(int at) {
        AheadCodec.Header header = AheadCodec.decodeHeader(content, at);
        boolean fits =
                header != null && header.isReadable() && at + header.dataAt() + header.bytes() <= content.limit();
        return fits && header != null ? AheadCodec.decode(content, at, header) : null;
    }
}
