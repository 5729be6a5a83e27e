package io.aiodiskdb.internal.format;

/**
 * A record of the write-ahead file: items that follow each other in one index.
 *
 * @param number its place in the chain of records that follow the same base, from 0
 * @param baseLsn lsn of the last record of the journals, OPEN aside, when the chain was begun
 * @param baseEpoch epoch of that record
 * @param index number of the data file
 * @param from position of the first byte
 * @param items sizes and checksums
 */
public record AheadRecord(int number, long baseLsn, long baseEpoch, int index, long from, ItemTable items) {

    /** {@return the position behind the last byte} */
    public long to() {
        return from + items.bytes();
    }
}
