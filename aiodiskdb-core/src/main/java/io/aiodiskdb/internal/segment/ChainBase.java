package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.format.AheadCodec;
import io.aiodiskdb.internal.format.JournalRecord;

/**
 * The state of the segments that a chain of the write-ahead file continues: the last record of the journals that is not an OPEN.
 *
 * @param lsn its lsn
 * @param epoch its epoch, which tells it from one of the same lsn in another life of the directory
 */
record ChainBase(long lsn, long epoch) {

    static ChainBase of(JournalRecord change) {
        return new ChainBase(change.lsn(), change.epoch());
    }

    boolean isThatOf(AheadCodec.Header header) {
        return header.baseLsn() == lsn && header.baseEpoch() == epoch;
    }
}
